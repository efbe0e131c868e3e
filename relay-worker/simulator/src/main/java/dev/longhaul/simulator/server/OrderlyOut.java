package dev.longhaul.simulator.server;

import dev.longhaul.simulator.ledger.Outcome;
import io.vertx.core.buffer.Buffer;

/** Sends an answer as it is. */
final class OrderlyOut implements AnswerOut {

    private static final int OK = 200;

    private final OpenCall call;

    OrderlyOut(OpenCall call) {
        this.call = call;
    }

    @Override
    public void write(byte[] part) {
        // A failed write means that the caller is gone, which the response's close handler takes care of.
        call.response().write(Buffer.buffer(part));
    }

    @Override
    public void end(byte[] part) {
        call.response().end(Buffer.buffer(part));
        call.end(OK, Outcome.ANSWERED);
    }

    @Override
    public boolean breaksHalfway() {
        return false;
    }

    @Override
    public void breakOff() {
        throw new IllegalStateException("an orderly answer does not break off");
    }

    @Override
    public boolean isOver() {
        return call.ended();
    }
}
