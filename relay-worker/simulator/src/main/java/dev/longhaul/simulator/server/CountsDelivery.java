package dev.longhaul.simulator.server;

import dev.longhaul.simulator.ledger.Counted;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/** Streams counted ids as one JSON object, no faster than the reader takes it, in pieces of some tens of kilobytes. */
final class CountsDelivery {

    private static final int PIECE = 32 << 10;

    private final HttpServerResponse response;
    private final Counted counted;
    private final boolean billed;
    private final StringBuilder text = new StringBuilder(PIECE + 512).append('{');
    private boolean first = true;
    private boolean done;

    CountsDelivery(HttpServerResponse response, Counted counted, boolean billed) {
        this.response = response;
        this.counted = counted;
        this.billed = billed;
    }

    void start() {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").setChunked(true);
        response.drainHandler(drained -> pump());
        pump();
    }

    private void pump() {
        while (!done && !response.closed() && !response.writeQueueFull()) {
            fill();
            var piece = Buffer.buffer(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
            if (done) {
                response.end(piece);
            } else {
                response.write(piece);
            }
        }
    }

    private void fill() {
        while (text.length() < PIECE) {
            if (!counted.next()) {
                text.append('}');
                done = true;
                return;
            }
            if (!first) {
                text.append(',');
            }
            first = false;
            text.append('"');
            JsonStringEncoder.getInstance().quoteAsString(counted.id(), text);
            text.append("\":").append(billed ? counted.billed() : counted.asked());
        }
    }
}
