package dev.longhaul.contract.message;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.contract.message.ControlMessage.Cancel;
import dev.longhaul.contract.message.ControlMessage.Inquiry;
import dev.longhaul.contract.message.ControlMessage.JobVerdict;
import dev.longhaul.contract.message.ControlMessage.KeyRest;
import dev.longhaul.contract.message.ControlMessage.KeyWish;
import dev.longhaul.contract.message.ControlMessage.KeyWishes;
import dev.longhaul.contract.message.ControlMessage.Verdict;
import dev.longhaul.contract.message.ControlMessage.Verdicts;
import dev.longhaul.contract.message.ResultMessage.Delivery;
import dev.longhaul.contract.message.ResultMessage.Results;
import dev.longhaul.contract.message.ResultMessage.VerdictRequest;
import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.contract.message.WorkerReport.Held;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.contract.plan.Spend;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Every message with the file that holds its agreed form: {@code golden/<name>.json}. */
final class Goldens {

    private static final JobId ID = JobId.parse("job_019ca95a8795712380010203040506070a0b0c0d");
    private static final JobId OTHER = JobId.parse("job_019ca95a87967123800102030405060800000001");
    private static final String EXPERIMENT = "exp_69a43b80c0ffee00c0ffee00";
    private static final Instant SUBMITTED = Instant.parse("2026-03-01T12:34:56.789Z");
    private static final Instant STARTED = Instant.parse("2026-03-01T12:34:57Z");
    private static final Instant ENDED = Instant.parse("2026-03-01T12:34:58.123456Z");
    private static final Instant DEADLINE = Instant.parse("2026-03-02T00:00:00Z");
    private static final String REQUEST = "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\","
            + "\"content\":\"你好, \\\"world\\\"\"}]}";
    private static final String RESPONSE = "{\"id\":\"chatcmpl-1\",\"choices\":[]}";
    private static final String SHA_256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final TokenEstimate ESTIMATE = new TokenEstimate(300, 1_200);
    private static final Usage USAGE = new Usage(1_000, 200, 512, 64);
    private static final Usage WRITING = new Usage(1_000, 200, 512, 64, 128);

    private Goldens() {}

    record Golden(String name, Class<?> readAs, Object message) {

        byte[] json() {
            try (InputStream in = Goldens.class.getResourceAsStream("/golden/" + name + ".json")) {
                return Objects.requireNonNull(in, () -> "golden/" + name + ".json").readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> all() {
        return Stream.of(golden("job.submitted.v1", SubmittedJob.class, submitted()),
                golden("job.submitted.v1-least", SubmittedJob.class, leastSubmitted()),
                golden("job.event.v1", EventMessage.class,
                        new JobEvent(ID, "acme", Lane.BATCH, "gpt-4o-mini", JobState.QUEUED, 2, ENDED, null,
                                new JobEvent.Waiting(DEADLINE, "key_1", "night-run", "row-17", "c0ffee", 3, ESTIMATE,
                                        DEADLINE))),
                golden("job.event.v1-failed", JobEvent.class,
                        new JobEvent(ID, "acme", Lane.STANDARD, "gpt-4o-mini", JobState.FAILED, 1, ENDED,
                                "provider_refused", null)),
                golden("job.event.v1-succeeded", JobEvent.class,
                        new JobEvent(ID, "acme", Lane.STANDARD, "gpt-4o-mini", JobState.SUCCEEDED, 1, ENDED, null, null,
                                new Spend(1_200, 3_400_000), 2_048)),
                golden("quota.threshold.v1", EventMessage.class,
                        new BudgetEvent("acme", "key_1", Period.DAY, "2026-03-01", 80, new Spend(1_200, 3_400_000),
                                ENDED)),
                golden("relay.jobs.v1", RelayJobs.class, relayJobs()),
                golden("relay.results.v1", ResultMessage.class, results()),
                golden("relay.verdict_request.v1", ResultMessage.class,
                        new VerdictRequest("worker-7", "worker-7-1",
                                List.of(new Delivery(ID, "acme", 1, true), new Delivery(OTHER, "acme", 2, false)))),
                golden("relay.verdicts.v1", ControlMessage.class,
                        new Verdicts("worker-7-1",
                                List.of(new JobVerdict(ID, 1, Verdict.RUN), new JobVerdict(OTHER, 2, Verdict.DROP)))),
                golden("relay.key_rest.v1", ControlMessage.class,
                        new KeyRest("worker-7", "openai", "9f86d081884c7d65", "mini", 7_000, false,
                                "rate_limit_exceeded")),
                golden("relay.key_wishes.v1", ControlMessage.class,
                        new KeyWishes("worker-7", List.of(new KeyWish("openai", "9f86d081884c7d65", "mini", 0.25)))),
                golden("relay.drain.v1", ControlMessage.class, new ControlMessage.Drain()),
                golden("relay.circuit_turn.v1", ControlMessage.class,
                        new ControlMessage.CircuitTurn("worker-7", "default", "openai", "9f86d081884c7d65", "mini",
                                true)),
                golden("relay.provider_keys.v1", ControlMessage.class,
                        new ControlMessage.ProviderKeys(List.of(
                                new ProviderKeySet("openai", 3,
                                        List.of(new SealedKey("team-a", "AX1J+FDCSVY=", 3, 600L, 100_000L),
                                                new SealedKey("team-b", "AX1J+FDCSVZ=", 1, null, null)),
                                        null),
                                new ProviderKeySet("groq", 2, List.of(), true)), true)),
                golden("relay.key_question.v1", ResultMessage.class,
                        new ResultMessage.KeyQuestion("worker-7", List.of(new ResultMessage.KnownSet("openai", 3)))),
                golden("relay.cancel.v1", ControlMessage.class, new Cancel(List.of(ID, OTHER))),
                golden("relay.inquiry.v1", ControlMessage.class,
                        new Inquiry("question-1", "dispatcher-1", List.of(ID, OTHER))),
                golden("relay.chunks.v1", Reply.class,
                        new Reply.Chunks(ID, 1, 4,
                                List.of("{\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}",
                                        "{\"choices\":[{\"delta\":{\"content\":\"lo\"}}]}"))),
                golden("relay.ended.v1", Reply.class,
                        new Reply.Ended(ID, 1, new Outcome.Succeeded(RESPONSE, USAGE))),
                golden("relay.ended.v1-in_parts", Reply.class,
                        new Reply.Ended(ID, 2, new Outcome.SucceededInParts(
                                new AnswerParts(21, 5_242_881, SHA_256, new Completions.Content(5_200_000, false)),
                                USAGE))),
                golden("relay.answer_part.v1", AnswerPart.class,
                        new AnswerPart("worker-7", ID, 1, ENDED, 20, RESPONSE)),
                golden("job.place_inquiry.v1", PlaceInquiry.class,
                        new PlaceInquiry("question-1", "api-1", ID, "acme", "key_1", "row-17", Lane.BATCH,
                                "gpt-4o-mini", 3)),
                golden("job.place.v1", Reply.class,
                        new Reply.Place(ID, "question-1", WaitReason.TENANT_IN_FLIGHT, 120, 4_000, DEADLINE,
                                new Reply.Starts(8.25, 60))),
                golden("worker.heartbeat.v1", WorkerReport.class,
                        new Heartbeat("worker-7", "default", "eu-west", List.of("openai", "sim"),
                                List.of("openai/mini", "sim"), 64,
                                12, false, 3_000,
                                SUBMITTED, ENDED,
                                List.of(new WorkerReport.KeyState("openai", "team-a", "ready", null, null, null),
                                        new WorkerReport.KeyState("openai", "team-b", "paused", "mini", DEADLINE,
                                                "rate_limit_exceeded")))),
                golden("worker.held.v1", WorkerReport.class,
                        new Held("worker-7", "question-1", List.of(OTHER), 64, 12)),
                golden("relay.held_answer.v1", ResultMessage.class,
                        new ResultMessage.HeldAnswer("dispatcher-1",
                                new Held("worker-7", "question-1", List.of(OTHER), 64, 12))),
                golden("jobs.cancelled.v1", EventMessage.class,
                        new JobsCancelled("acme", Lane.BATCH, "gpt-4o-mini", 0, ENDED, List.of(ID, OTHER))),
                golden("jobs.succeeded.v1", EventMessage.class,
                        new JobsSucceeded("acme", Lane.BATCH, "gpt-4o-mini",
                                List.of(new JobsSucceeded.Success(ID, 1, ENDED, new Spend(1_200, 3_400_000), 2_048),
                                        new JobsSucceeded.Success(OTHER, 2, ENDED, null, null)))),
                golden("order.notice.v1", OrderNotice.class, new OrderNotice("acme")));
    }

    private static Golden golden(String name, Class<?> readAs, Object message) {
        return new Golden(name, readAs, message);
    }

    static SubmittedJob submitted() {
        return new SubmittedJob(ID, "acme", "key_1", "night-run", Lane.INTERACTIVE, 9, "gpt-4o-mini", REQUEST, true,
                "line-17",
                Map.of("team.name", "search", "$cost", "12"), DEADLINE, "https://example.com/hook", CachePolicy.ALWAYS,
                "c0ffee", OnAmbiguous.HOLD, new CallTimeouts(5, 60, 20, 600), "api-1", ESTIMATE, SUBMITTED,
                new ExperimentPart(EXPERIMENT, "terse", OTHER));
    }

    private static SubmittedJob leastSubmitted() {
        return new SubmittedJob(ID, "acme", null, null, Lane.BATCH, 5, "gpt-4o-mini", "{}", false, null, Map.of(), null,
                null, CachePolicy.DETERMINISTIC, null, OnAmbiguous.RETRY, null, null, TokenEstimate.NONE, SUBMITTED);
    }

    private static RelayJobs relayJobs() {
        return new RelayJobs(List.of(
                new RelayJob(ID, "acme", "key_1", "night-run", Lane.INTERACTIVE, 1, "gpt-4o-mini",
                        List.of(new RelayJob.Target("openai", "gpt-4o-mini-2024-07-18"),
                                new RelayJob.Target("azure", "mini")),
                        REQUEST, true, "api-1", DEADLINE, STARTED, 0, OnAmbiguous.HOLD, 1_200,
                        new Allowed(List.of("openai", "azure"), List.of("eu-west")),
                        new CallTimeouts(null, null, null, 600), EXPERIMENT),
                new RelayJob(OTHER, "acme", null, null, Lane.BATCH, 3, "gpt-4o-mini",
                        List.of(new RelayJob.Target("sim", "echo")),
                        "{}", false, null, null, STARTED, 2, OnAmbiguous.RETRY, null, null, null)));
    }

    private static Results results() {
        Attempt throttled = new Attempt(1, "openai", "mini", "main", "worker-7", STARTED, 120, Attempt.End.THROTTLED,
                429, "rate_limit_exceeded", null, false);
        Attempt succeeded = new Attempt(1, "openai", "mini", "main", "worker-7", STARTED, 1_120, Attempt.End.SUCCEEDED,
                200, null, WRITING, false, List.of(new Warning("seed", "Anthropic has no such parameter: left out")),
                null, null);
        return new Results("worker-7", List.of(new StartReport(ID, "acme", Lane.BATCH, "gpt-4o-mini", 1, STARTED)),
                List.of(outcome(List.of(throttled, succeeded), new Outcome.Succeeded(RESPONSE, WRITING)),
                        outcome(List.of(), new Outcome.Succeeded(RESPONSE, null)),
                        outcome(List.of(throttled), new Outcome.Throttled(DEADLINE, "rate_limit_exceeded")),
                        outcome(List.of(), new Outcome.HandedBack("stopping")),
                        outcome(List.of(Attempt.unknown(1, "worker-7", STARTED)),
                                new Outcome.Failed(new Failure("provider_refused", "No such role.", "messages[0].role",
                                        400, "invalid_value"))),
                        outcome(List.of(),
                                new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_UNAVAILABLE, "It did not answer."))),
                        outcome(List.of(), new Outcome.Cancelled()), outcome(List.of(), new Outcome.Expired())));
    }

    private static OutcomeReport outcome(List<Attempt> attempts, Outcome outcome) {
        return new OutcomeReport(ID, "acme", "key_1", "night-run", Lane.BATCH, "gpt-4o-mini", 1,
                attempts.isEmpty() ? null : STARTED, ENDED,
                attempts, outcome, EXPERIMENT);
    }
}
