package dev.longhaul.simulator.server;

import dev.longhaul.simulator.answer.AnswerMaker;
import dev.longhaul.simulator.answer.AnswerWish;
import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.dialect.AnswerHead;
import dev.longhaul.simulator.dialect.Dialect;
import dev.longhaul.simulator.dialect.Refusal;
import dev.longhaul.simulator.dialect.Refusal.Reason;
import dev.longhaul.simulator.dialect.Target;
import dev.longhaul.simulator.ledger.Ledger;
import dev.longhaul.simulator.ledger.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;

/** Takes a chat call through its checks and plans its answer. Belongs to the event loop. */
final class CallDesk {

    /** Header by which callers name the job they work on, such as {@code job_…;epoch=1;attempt=1}. */
    static final CharSequence JOB_HEADER = HttpHeaders.createOptimized("x-longhaul-job");

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
    private static final int LARGEST_BODY = 32 << 20;

    private final Vertx vertx;
    private final Clock clock;
    private final Ledger ledger;
    private final KeyNames keyNames = new KeyNames();
    private final AnswerMaker answers = new AnswerMaker();
    private Regime regime;
    private long sequence;

    CallDesk(Vertx vertx, Clock clock, Ledger ledger, Regime regime) {
        this.vertx = vertx;
        this.clock = clock;
        this.ledger = ledger;
        this.regime = regime;
    }

    Regime regime() {
        return regime;
    }

    void regime(Regime changed) {
        regime = changed;
    }

    /** Serves a request whose body is still to come. */
    void receive(HttpServerRequest request, Dialect dialect, Target target) {
        BodyReader.read(request, LARGEST_BODY, new BodyReader.Receiver() {
            @Override
            public void complete(byte[] body) {
                serve(open(request, dialect), target, body);
            }

            @Override
            public void tooLarge() {
                refuse(open(request, dialect),
                        Refusal.of(413, Reason.TOO_LARGE, "The request is larger than " + LARGEST_BODY + " bytes."));
            }
        });
    }

    private OpenCall open(HttpServerRequest request, Dialect dialect) {
        var id = "req_" + HexFormat.of().toHexDigits(++sequence);
        var jobHeader = request.headers().get(JOB_HEADER);
        return new OpenCall(ledger, dialect, request, id, clock.instant(), jobHeader == null ? "" : jobHeader);
    }

    private void serve(OpenCall call, Target target, byte[] body) {
        if (!call.job().isEmpty()) {
            ledger.countJob(call.job());
        }
        var config = regime.config();
        var headers = call.request().headers();
        var key = call.dialect().credential(headers::get);
        if (key == null || key.isBlank()) {
            refuse(call, Refusal.of(401, Reason.NO_KEY, "The request brings no API key."));
            return;
        }
        call.key(keyNames.of(key));
        if (!config.access().admits(key)) {
            refuse(call, Refusal.of(401, Reason.WRONG_KEY, "Incorrect API key provided."));
            return;
        }
        try {
            var chat = call.dialect().read(body, target);
            var fingerprint = SimulatedAnswer.fingerprint(chat.question());
            call.asked(chat.model(), fingerprint);
            ledger.countPrompt(fingerprint);
            if (!config.access().offers(chat.model())) {
                refuse(call, Refusal.of(404, Reason.UNKNOWN_MODEL,
                        "The model '" + chat.model() + "' does not exist or you do not have access to it."));
                return;
            }
            var answer = answers.make(chat, fingerprint, config.output(), AnswerWish.NONE);
            schedule(call, chat, answer);
        } catch (BadRequest e) {
            refuse(call, Refusal.badRequest(e.reason(), e.param()));
        }
    }

    private void schedule(OpenCall call, ChatCall chat, Answer answer) {
        long millis = Math.round(regime.latency().nextMillis());
        if (millis == 0) {
            deliver(call, chat, answer);
        } else {
            vertx.setTimer(millis, timer -> deliver(call, chat, answer));
        }
    }

    private void deliver(OpenCall call, ChatCall chat, Answer answer) {
        var head = new AnswerHead(HexFormat.of().toHexDigits(sequence), call.requestId(),
                call.at().getEpochSecond());
        var response = call.response();
        if (response.closed()) {
            // Nobody can stop a provider that has begun: the completion exists, and is billed.
            call.bill(answer.promptTokens(), answer.completionTokens());
            call.end(0, Outcome.ABANDONED);
            return;
        }
        requestId(call);
        if (chat.stream()) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, EVENTS);
            var script = call.dialect().stream(head, chat, answer);
            new StreamDelivery(vertx, call, answer, script, regime.config().output()).start();
        } else {
            response.headers().set(HttpHeaders.CONTENT_TYPE, JSON);
            call.bill(answer.promptTokens(), answer.completionTokens());
            response.end(Buffer.buffer(call.dialect().answer(head, chat, answer)));
            call.end(200, Outcome.ANSWERED);
        }
    }

    private void refuse(OpenCall call, Refusal refusal) {
        var response = call.response().setStatusCode(refusal.status());
        requestId(call);
        response.headers().set(HttpHeaders.CONTENT_TYPE, JSON);
        response.end(Buffer.buffer(call.dialect().error(refusal, call.requestId())));
        call.end(refusal.status(), Outcome.REFUSED);
    }

    private static void requestId(OpenCall call) {
        var header = call.dialect().requestIdHeader();
        if (header != null) {
            call.response().headers().set(header.toLowerCase(Locale.ROOT), call.requestId());
        }
    }
}
