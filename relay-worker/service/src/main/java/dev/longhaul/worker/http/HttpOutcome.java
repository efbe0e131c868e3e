package dev.longhaul.worker.http;

import io.vertx.core.buffer.Buffer;

/** How one HTTP exchange ended. */
public sealed interface HttpOutcome {

    /**
     * A whole answer came.
     *
     * @param body
     *            empty when it was streamed to the call's receiver
     */
    record Answered(int status, Headers headers, Buffer body) implements HttpOutcome {}

    /** The request never left: no address, no connection, no TLS, or no free connection in time. */
    record NotSent(String code, String reason) implements HttpOutcome {}

    /** The request left and no whole answer came back. */
    record Lost(String code, String reason) implements HttpOutcome {}

    /** The answer was longer than allowed; the rest was not read. */
    record TooLarge(int status) implements HttpOutcome {}

    /** Ended by our own stop signal. */
    record Aborted(boolean sent) implements HttpOutcome {}
}
