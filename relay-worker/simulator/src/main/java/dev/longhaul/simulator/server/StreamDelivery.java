package dev.longhaul.simulator.server;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.config.Output;
import dev.longhaul.simulator.dialect.EventSink;
import dev.longhaul.simulator.dialect.StreamScript;
import dev.longhaul.simulator.ledger.Outcome;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Sends one streamed answer at its pace. A caller that goes away ends the generation, and what was generated until then
 * is billed.
 */
final class StreamDelivery {

    /** Chunks that fall due within this time go out together: a timer for every chunk would cost more than the rest. */
    private static final long TICK_MILLIS = 10;
    private static final int OK = 200;

    private final Vertx vertx;
    private final OpenCall call;
    private final Answer answer;
    private final StreamScript script;
    private final AnswerOut out;
    private final List<Pieces.Piece> pieces;
    private final double piecesPerNano;
    private final EventSink sink = new EventSink();
    private long startNanos;
    private long timer = -1;
    private int sent;

    StreamDelivery(Vertx vertx, OpenCall call, Answer answer, StreamScript script, Output output, AnswerOut out) {
        this.vertx = vertx;
        this.call = call;
        this.answer = answer;
        this.script = script;
        this.out = out;
        this.pieces = Pieces.of(answer, output.tokensPerChunk());
        this.piecesPerNano = output.tokensPerSecond() / output.tokensPerChunk() / 1e9;
    }

    void start() {
        var response = call.response();
        response.setChunked(true);
        response.closeHandler(gone -> abandoned());
        script.open(sink);
        if (piecesPerNano == 0) {
            finish();
            return;
        }
        startNanos = System.nanoTime();
        send();
        long interval = Math.max(TICK_MILLIS, Math.round(1 / piecesPerNano / 1e6));
        timer = vertx.setPeriodic(interval, tick -> step());
    }

    private int wanted() {
        return out.breaksHalfway() ? pieces.size() / 2 : pieces.size();
    }

    private void step() {
        if (out.isOver()) {
            vertx.cancelTimer(timer);
            return;
        }
        if (call.response().writeQueueFull()) {
            return;
        }
        int due = (int) Math.min(wanted(), (System.nanoTime() - startNanos) * piecesPerNano);
        if (due >= wanted()) {
            vertx.cancelTimer(timer);
            finish();
        } else if (due > sent) {
            write(due);
            send();
        }
    }

    private void write(int upTo) {
        for (; sent < upTo; sent++) {
            script.piece(sink, pieces.get(sent).choice(), pieces.get(sent).text());
        }
    }

    private void finish() {
        write(wanted());
        if (out.breaksHalfway()) {
            send();
            out.breakOff();
            return;
        }
        script.close(sink);
        call.bill(answer);
        out.end(sink.take());
    }

    private void send() {
        var part = sink.take();
        if (part.length > 0) {
            out.write(part);
        }
    }

    private void abandoned() {
        if (call.ended()) {
            return;
        }
        vertx.cancelTimer(timer);
        int generated = pieces.isEmpty() ? 0 : (int) ((long) answer.completionTokens() * sent / pieces.size());
        call.bill(answer.promptTokens(), generated);
        call.end(OK, Outcome.ABANDONED);
    }
}
