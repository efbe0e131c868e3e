package dev.longhaul.simulator.server;

import dev.longhaul.simulator.config.FaultAction;
import dev.longhaul.simulator.ledger.Outcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends an answer up to the point where a fault strikes. */
final class BreakingOut implements AnswerOut {

    private static final int OK = 200;
    private static final int HALF = -1;
    private static final byte[] BROKEN = "{\"broken\":,".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BROKEN_EVENT = "data: {\"broken\":,\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HALF_EVENT = "data: {\"id\":\"".getBytes(StandardCharsets.UTF_8);

    private final OpenCall call;
    private final FaultAction.Ending fault;
    private final Supplier<byte[]> errorEvent;
    private final boolean stream;
    private long strikesAt;
    private long passed;
    private boolean struck;
    private @Nullable Future<Void> lastWrite;

    /**
     * An answer that ends with a fault.
     *
     * @param stream
     *            whether the answer is streamed
     * @param errorEvent
     *            the event that a stream breaks off with when the fault is an error status
     */
    BreakingOut(OpenCall call, FaultAction.Ending fault, boolean stream, Supplier<byte[]> errorEvent) {
        this.call = call;
        this.fault = fault;
        this.stream = stream;
        this.errorEvent = errorEvent;
        var bytes = switch (fault) {
            case FaultAction.Reset reset -> reset.afterBytes();
            case FaultAction.Stall stall -> stall.afterBytes();
            case FaultAction.Garbage garbage -> null;
            case FaultAction.Status status -> null;
        };
        this.strikesAt = bytes == null ? HALF : bytes;
    }

    @Override
    public boolean breaksHalfway() {
        return strikesAt == HALF;
    }

    @Override
    public boolean isOver() {
        return struck || call.ended();
    }

    @Override
    public void write(byte[] part) {
        if (strikesAt != HALF && passed + part.length >= strikesAt) {
            pass(Arrays.copyOf(part, (int) (strikesAt - passed)));
            breakOff();
        } else {
            pass(part);
        }
    }

    @Override
    public void end(byte[] body) {
        if (!stream && fault instanceof FaultAction.Garbage garbage) {
            struck = true;
            call.response().end(Buffer.buffer(garbled(body, garbage)));
            call.end(OK, Outcome.GARBLED);
            return;
        }
        if (!stream) {
            // The full length, so that the caller can tell that something is missing.
            call.response().headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        }
        if (strikesAt == HALF) {
            strikesAt = passed + body.length / 2;
        }
        pass(Arrays.copyOf(body, (int) Math.min(body.length, strikesAt - passed)));
        breakOff();
    }

    @Override
    public void breakOff() {
        struck = true;
        switch (fault) {
            case FaultAction.Reset reset -> afterLastWrite(() -> {
                if (reset.isAbrupt()) {
                    ConnectionEnd.reset(call.request());
                } else {
                    ConnectionEnd.close(call.request());
                }
                call.end(sentStatus(), Outcome.CUT);
            });
            case FaultAction.Stall stall ->
                call.response().closeHandler(gone -> call.end(sentStatus(), Outcome.STALLED));
            case FaultAction.Garbage garbage -> {
                call.response().end(Buffer.buffer(garbage.isTruncated() ? HALF_EVENT : BROKEN_EVENT));
                call.end(OK, Outcome.GARBLED);
            }
            case FaultAction.Status status -> {
                call.response().end(Buffer.buffer(errorEvent.get()));
                call.end(OK, Outcome.CUT);
            }
        }
    }

    private static byte[] garbled(byte[] body, FaultAction.Garbage garbage) {
        var half = Arrays.copyOf(body, body.length / 2);
        if (garbage.isTruncated()) {
            return half;
        }
        var garbled = Arrays.copyOf(half, half.length + BROKEN.length);
        System.arraycopy(BROKEN, 0, garbled, half.length, BROKEN.length);
        return garbled;
    }

    private void pass(byte[] part) {
        if (part.length > 0) {
            passed += part.length;
            lastWrite = call.response().write(Buffer.buffer(part));
        }
    }

    private void afterLastWrite(Runnable action) {
        if (lastWrite == null) {
            action.run();
        } else {
            lastWrite.onComplete(written -> action.run());
        }
    }

    private int sentStatus() {
        return passed == 0 ? 0 : OK;
    }
}
