package dev.longhaul.worker.dialect;

import dev.longhaul.contract.message.Warning;
import dev.longhaul.worker.provider.Fault;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What became of a chat request in a dialect. */
public sealed interface Translation {

    /**
     * It can be sent.
     *
     * @param path
     *            behind the provider's base URL, beginning with a slash; may have a query
     * @param body
     *            JSON, UTF-8
     * @param warnings
     *            what of the request the provider does not get, or not as it was asked for
     */
    record Ready(String path, Buffer body, List<Warning> warnings) implements Translation {

        public Ready {
            warnings = List.copyOf(warnings);
        }
    }

    /** This provider cannot do what is asked for. */
    record Impossible(Fault fault) implements Translation {}
}
