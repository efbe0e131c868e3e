package dev.longhaul.simulator.server;

import dev.longhaul.simulator.answer.AnswerMaker;
import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.config.FaultAction;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.simulator.dialect.Dialect;
import dev.longhaul.simulator.dialect.Refusal;
import dev.longhaul.simulator.dialect.Refusal.Reason;
import dev.longhaul.simulator.dialect.Target;
import dev.longhaul.simulator.fault.CallFacts;
import dev.longhaul.simulator.fault.FaultPlan;
import dev.longhaul.simulator.fault.PromptMarkers;
import dev.longhaul.simulator.ledger.Ledger;
import dev.longhaul.simulator.limit.LimitVerdict;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes a chat call through its checks, in this order: key, open calls, the request itself, model, faults that refuse,
 * limits per minute; then has it answered in time. So a call that a fault refuses takes nothing from the limits, and
 * "the first calls of each job" are its first calls, whatever the limits say to the later ones. Belongs to the event
 * loop.
 */
final class CallDesk {

    /** Header by which callers name the job they work on, such as {@code job_…;epoch=1;attempt=1}. */
    private static final CharSequence JOB_HEADER = HttpHeaders.createOptimized("x-longhaul-job");
    private static final Logger LOG = System.getLogger(CallDesk.class.getName());
    private static final int LARGEST_BODY = 32 << 20;

    private final Vertx vertx;
    private final Clock clock;
    private final Ledger ledger;
    private final Delivery delivery;
    private final KeyNames keyNames = new KeyNames();
    private final AnswerMaker answers = new AnswerMaker();
    private Regime regime;
    private long sequence;

    CallDesk(Vertx vertx, Clock clock, Ledger ledger, SimulatorConfig config) {
        this.vertx = vertx;
        this.clock = clock;
        this.ledger = ledger;
        this.delivery = new Delivery(vertx);
        this.regime = Regime.first(config, clock.millis());
    }

    /** The configuration in force. */
    SimulatorConfig config() {
        return regime.config();
    }

    /** Changes the configuration for the calls that arrive from now on. */
    SimulatorConfig configure(UnaryOperator<SimulatorConfig> change) {
        regime = regime.changedTo(change.apply(regime.config()), clock.millis());
        return regime.config();
    }

    /** Serves a request whose body is still to come. */
    void receive(HttpServerRequest request, Dialect dialect, Target target) {
        BodyReader.read(request, LARGEST_BODY, new BodyReader.Receiver() {
            @Override
            public void complete(byte[] body) {
                var call = open(request, dialect);
                try {
                    serve(call, target, body);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "Call " + call.requestId() + " failed in the simulator; answering 500", e);
                    refuse(call, Refusal.of(500, Reason.INTERNAL, "The simulator has a fault of its own."));
                }
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
        int jobCalls = call.job().isEmpty() ? 0 : ledger.countJob(call.job());
        var key = call.dialect().credential(call.request().headers()::get);
        var refusal = refusal(call, key);
        if (key == null || refusal != null) {
            refuse(call, refusal == null ? Refusal.of(401, Reason.NO_KEY, "No API key.") : refusal);
            return;
        }
        try {
            call.dialect().checkHeaders(call.request().headers()::get);
            var chat = call.dialect().read(body, target);
            var fingerprint = SimulatedAnswer.fingerprint(chat.question());
            call.asked(chat.model(), fingerprint);
            int promptCalls = ledger.countPrompt(fingerprint);
            if (!config().access().offers(chat.model())) {
                refuse(call, Refusal.of(404, Reason.UNKNOWN_MODEL,
                        "The model '" + chat.model() + "' does not exist or you do not have access to it."));
                return;
            }
            plan(call, new CallFacts(call.dialect().provider(), chat.model(), key, chat.stream(), chat.question(),
                    jobCalls, promptCalls));
            answer(call, key, chat, answers.make(chat, fingerprint, config().output(), call.plan().wish()));
        } catch (BadRequest e) {
            refuse(call, Refusal.badRequest(e.reason(), e.param()));
        }
    }

    private @Nullable Refusal refusal(OpenCall call, @Nullable String key) {
        if (key == null || key.isBlank()) {
            return Refusal.of(401, Reason.NO_KEY, "The request brings no API key.");
        }
        call.key(keyNames.of(key));
        if (!config().access().admits(key)) {
            return Refusal.of(401, Reason.WRONG_KEY, "Incorrect API key provided.");
        }
        var parallel = config().parallel();
        if (parallel.max() > 0 && ledger.inFlight() > parallel.max()) {
            return Refusal.of(parallel.status(), Reason.OVERLOADED, "Too many calls are open.");
        }
        return null;
    }

    private void plan(OpenCall call, CallFacts facts) throws BadRequest {
        var marked = config().markers() ? PromptMarkers.plan(facts) : FaultPlan.NONE;
        call.plan(regime.faults().plan(facts, marked, call.at().toEpochMilli()));
    }

    private void answer(OpenCall call, String key, ChatCall chat, Answer answer) {
        var plan = call.plan();
        if (plan.ending() instanceof FaultAction.Status fault && !(chat.stream() && fault.breaksStream())) {
            after(plan.extraMillis(), () -> delivery.fail(call, answer, fault, config().retryAfterMs()));
            return;
        }
        var verdict = regime.limits().admit(call.dialect().provider(), key, chat.model(), answer.promptTokens(),
                answer.completionTokens(), call.at().toEpochMilli());
        call.limits(verdict.report());
        switch (verdict) {
            case LimitVerdict.Passed passed -> after(plan.extraMillis() + regime.latency().nextMillis(),
                    () -> delivery.answer(call, chat, answer, config().output()));
            case LimitVerdict.Exceeded exceeded -> {
                var reason = exceeded.tokens() ? Reason.TOO_MANY_TOKENS : Reason.TOO_MANY_REQUESTS;
                refuse(call, Refusal.of(429, reason, "Rate limit reached for " + chat.model() + ".")
                        .retryAfter(exceeded.waitMillis()));
            }
            case LimitVerdict.NeverFits tooLarge ->
                refuse(call, Refusal.of(429, Reason.TOO_MANY_TOKENS, "Request too large for " + chat.model() + "."));
        }
    }

    private void after(double millis, Runnable action) {
        long rounded = Math.round(millis);
        if (rounded == 0) {
            action.run();
        } else {
            vertx.setTimer(rounded, timer -> action.run());
        }
    }

    private void refuse(OpenCall call, Refusal refusal) {
        delivery.refuse(call, refusal, config().retryAfterMs());
    }
}
