package dev.longhaul.simulator.server;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.config.FaultAction;
import dev.longhaul.simulator.config.Output;
import dev.longhaul.simulator.dialect.AnswerHead;
import dev.longhaul.simulator.dialect.EventSink;
import dev.longhaul.simulator.dialect.Refusal;
import dev.longhaul.simulator.ledger.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/**
 * Writes answers and refusals. A completion counts as generated, and is billed, when its time has come, whether or not
 * the caller is still there: nobody stops a provider that has begun. Only a stream that nobody reads is stopped.
 */
final class Delivery {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");

    private final Vertx vertx;

    Delivery(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Gives an answer, or the part of it that the call's plan lets through. */
    void answer(OpenCall call, ChatCall chat, Answer answer, Output output) {
        var ending = call.plan().ending();
        if (ending != null && !isBilled(ending)) {
            call.exempt();
        } else if (!chat.stream() || ending != null) {
            call.bill(answer);
        }
        if (call.response().closed()) {
            call.bill(answer.promptTokens(), 0);
            call.end(0, Outcome.ABANDONED);
            return;
        }
        head(call, chat.stream() ? EVENTS : JSON);
        var out = ending == null
                ? new OrderlyOut(call)
                : new BreakingOut(call, ending, chat.stream(), () -> errorEvent(call, ending));
        // Request and answer are one to one, so they share their number.
        var id = call.requestId().substring(call.requestId().indexOf('_') + 1);
        var answerHead = new AnswerHead(id, call.requestId(), call.at().getEpochSecond());
        if (chat.stream()) {
            var script = call.dialect().stream(answerHead, chat, answer);
            new StreamDelivery(vertx, call, answer, script, output, out).start();
        } else {
            out.end(call.dialect().answer(answerHead, chat, answer));
        }
    }

    private static boolean isBilled(FaultAction.Ending ending) {
        // An error status comes here only when it breaks a stream, whose first half was generated.
        return (ending instanceof FaultAction.Status status && status.billed() == null) || ending.isBilled();
    }

    /** Refuses a call because of itself or of its caller. */
    void refuse(OpenCall call, Refusal refusal, boolean retryAfterMs) {
        send(call, refusal, Buffer.buffer(call.dialect().error(refusal, call.requestId())), retryAfterMs);
    }

    /** Answers with a scripted error. */
    void fail(OpenCall call, Answer answer, FaultAction.Status fault, boolean retryAfterMs) {
        if (fault.isBilled()) {
            call.bill(answer);
        }
        if (fault.headers() != null) {
            fault.headers().forEach(call.response()::putHeader);
        }
        var refusal = refusal(fault);
        var body = fault.body() == null
                ? Buffer.buffer(call.dialect().error(refusal, call.requestId()))
                : Buffer.buffer(fault.body());
        send(call, refusal, body, retryAfterMs);
    }

    private static void send(OpenCall call, Refusal refusal, Buffer body, boolean retryAfterMs) {
        if (refusal.retryAfterMillis() >= 0) {
            call.dialect().retryHeaders(refusal.retryAfterMillis(), retryAfterMs, call.response()::putHeader);
        }
        int status = call.dialect().status(refusal);
        head(call, JSON);
        call.response().setStatusCode(status).end(body);
        call.end(status, Outcome.REFUSED);
    }

    private static byte[] errorEvent(OpenCall call, FaultAction.Ending ending) {
        if (!(ending instanceof FaultAction.Status status)) {
            throw new IllegalStateException("only an error status has an error event");
        }
        var sink = new EventSink();
        call.dialect().errorEvent(sink, refusal(status), call.requestId());
        return sink.take();
    }

    private static Refusal refusal(FaultAction.Status fault) {
        var message = fault.message() == null ? "The simulator was told to fail this call." : fault.message();
        long retryAfter = fault.retryAfterSeconds() == null ? -1 : Math.round(fault.retryAfterSeconds() * 1_000);
        return new Refusal(fault.status(), Refusal.Reason.SCRIPTED, fault.type(), fault.code(), message, null,
                retryAfter);
    }

    private static void head(OpenCall call, CharSequence contentType) {
        var response = call.response();
        var headers = response.headers();
        if (!headers.contains(HttpHeaders.CONTENT_TYPE)) {
            headers.set(HttpHeaders.CONTENT_TYPE, contentType);
        }
        var requestIdHeader = call.dialect().requestIdHeader();
        if (requestIdHeader != null) {
            headers.set(requestIdHeader, call.requestId());
        }
        call.dialect().limitHeaders(call.limits(), call.at(), response::putHeader);
        for (var dropped : call.plan().droppedHeaders()) {
            headers.remove(dropped);
        }
    }
}
