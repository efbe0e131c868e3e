package dev.longhaul.worker.dialect;

import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ProviderCall;
import java.time.Instant;
import java.util.Map;

/**
 * The wire format of a provider. What the rest of the platform sees is OpenAI-shaped, whatever the dialect.
 * Thread-safe; keeps no state between calls.
 */
public interface Dialect {

    /** The headers of a call with this key, in lower case. */
    Map<String, String> keyHeaders(String key);

    /** Headers that every call has, in lower case. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /** Puts a chat request in this dialect, or says why it cannot be put. */
    Translation request(ProviderCall call);

    /** Reads a whole answer with a status of 2xx. */
    Reading read(byte[] body, ProviderCall call, Instant now);

    /** Reads the events of a streamed answer; a new one for each call. */
    EventReader events(ProviderCall call, Instant now);

    /** What an error answer asks for. */
    AttemptResult.Faulted error(int status, Headers headers, byte[] body, Instant now);
}
