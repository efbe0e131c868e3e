package dev.longhaul.simulator.server;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Collects a request's body up to a limit. */
final class BodyReader implements Handler<Buffer> {

    /** What becomes of the body. */
    interface Receiver {

        void complete(byte[] body);

        void tooLarge();
    }

    private final int limit;
    private final Receiver receiver;
    private @Nullable Buffer collected;
    /** Whether the collected buffer is this reader's own and may grow. */
    private boolean own;
    private boolean tooLarge;

    private BodyReader(int limit, Receiver receiver) {
        this.limit = limit;
        this.receiver = receiver;
    }

    /** Reads the body of a request whose handlers are not yet set; calls the receiver once, unless the caller goes. */
    static void read(HttpServerRequest request, int limit, Receiver receiver) {
        var reader = new BodyReader(limit, receiver);
        request.handler(reader);
        request.endHandler(end -> reader.complete());
    }

    @Override
    public void handle(Buffer part) {
        if (tooLarge) {
            return;
        }
        if (collected == null) {
            // Nearly every body comes in one part.
            collected = part;
        } else {
            if (!own) {
                own = true;
                collected = Buffer.buffer(4 * collected.length()).appendBuffer(collected);
            }
            collected.appendBuffer(part);
        }
        if (collected.length() > limit) {
            tooLarge = true;
            collected = null;
            receiver.tooLarge();
        }
    }

    private void complete() {
        if (!tooLarge) {
            receiver.complete(collected == null ? new byte[0] : collected.getBytes());
        }
    }
}
