package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole worker between a real broker and the simulator. */
@Tag("amqp")
class RelayWorkerTest {

    private static final String POOL = "whole";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static Simulator simulator;
    private static RelayPlatform platform;
    private static RunningWorker worker;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorConfig.defaults());
        platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
        // a key that one test finds not accepted is the key of the others too
        worker = RunningWorker.start(SharedServers.amqp(), simulator.baseUrl() + "/v1", POOL,
                "--longhaul.worker.key-quarantine=1ms", "--longhaul.worker.region=eu");
    }

    @AfterAll
    static void stop() {
        worker.close();
        platform.close();
        simulator.close();
    }

    @Test
    void a_job_goes_from_delivery_to_the_provider_to_its_outcome() {
        OutcomeReport report = run(aJob().prompt("What is the way of a job?").build());

        Outcome.Succeeded succeeded = (Outcome.Succeeded) report.outcome();
        JsonNode answer = MAPPER.readTree(succeeded.response());
        assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo(SimulatedAnswer
                .expectedFor("What is the way of a job?", simulator.config().output(), 0));
        assertThat(answer.path("model").asString()).isEqualTo("sim-model");
        assertThat(Objects.requireNonNull(succeeded.usage()).promptTokens()).isPositive();
        assertThat(report.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.end()).isEqualTo(Attempt.End.SUCCEEDED);
            assertThat(attempt.keyName()).isEqualTo("longhaul.providers.sim.api-key");
            assertThat(attempt.worker()).isEqualTo(worker.name());
        });
        assertThat(report.startedAt()).isNotNull();
        assertThat(platform.starts).extracting(StartReport::id).contains(report.id());
    }

    @Test
    void a_job_that_may_not_run_in_the_workers_region_goes_back_without_a_call() {
        RelayJob elsewhere = aJob().allowed(new Allowed(null, List.of("us"))).build();
        OutcomeReport report = run(elsewhere);

        assertThat(report.outcome()).isInstanceOfSatisfying(Outcome.Throttled.class,
                throttled -> assertThat(throttled.reason()).isEqualTo("region_not_allowed"));
        assertThat(report.attempts()).isEmpty();
        assertThat(report.startedAt()).isNull();
        assertThat(platform.starts).extracting(StartReport::id).doesNotContain(elsewhere.id());
        assertThat(run(aJob().allowed(new Allowed(null, List.of("eu", "us"))).build()).outcome())
                .isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void jobs_of_one_message_run_and_their_message_is_acknowledged_once() {
        RelayJob[] jobs = new RelayJob[20];
        for (int i = 0; i < jobs.length; i++) {
            jobs[i] = aJob().lane(Lane.BATCH).prompt("line " + i).build();
        }

        platform.send(jobs);

        for (RelayJob job : jobs) {
            assertThat(outcomeOf(job.id()).outcome()).isInstanceOf(Outcome.Succeeded.class);
        }
        await().untilAsserted(() -> assertThat(worker.held().size()).isZero());
    }

    @Test
    void whoever_waits_is_told_of_the_end_at_once() {
        RelayJob job = aJob().lane(Lane.INTERACTIVE).replyTo(RelayPlatform.INSTANCE).build();

        OutcomeReport report = run(job);

        await().untilAsserted(() -> assertThat(platform.repliesTo(job.id()))
                .containsExactly(new Reply.Ended(job.id(), 1, report.outcome())));
    }

    @Test
    void a_long_answer_is_in_no_reply_and_in_no_outcome_but_in_parts() {
        RelayJob job = aJob().lane(Lane.INTERACTIVE).prompt("[[sim:tokens=200000]] at length").choices(2)
                .replyTo(RelayPlatform.INSTANCE).build();

        Outcome.SucceededInParts outcome = (Outcome.SucceededInParts) run(job).outcome();

        await().untilAsserted(() -> assertThat(platform.repliesTo(job.id()))
                .containsExactly(new Reply.Ended(job.id(), 1, outcome)));
        // another queue, so that the outcome may be read before them
        await().untilAsserted(
                () -> assertThat(LongAnswers.describe(platform.answer(job.id()))).isEqualTo(outcome.answer()));
        assertThat(outcome.answer().content().characters()).isGreaterThan(1_000_000);
        assertThat(MAPPER.readTree(platform.answer(job.id())).path("choices").size()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(worker.held().size()).isZero());
    }

    @Test
    void a_streamed_answer_arrives_in_pieces_that_add_up_to_the_outcome() {
        RelayJob job = aJob().lane(Lane.INTERACTIVE).prompt("[[sim:tokens=40]] stream").streaming()
                .replyTo(RelayPlatform.INSTANCE).build();

        Outcome.Succeeded succeeded = (Outcome.Succeeded) run(job).outcome();

        await().untilAsserted(
                () -> assertThat(platform.repliesTo(job.id())).last().isInstanceOf(Reply.Ended.class));
        StringBuilder streamed = new StringBuilder();
        int expected = 0;
        for (Reply reply : platform.repliesTo(job.id())) {
            if (reply instanceof Reply.Chunks chunks) {
                assertThat(chunks.first()).isEqualTo(expected);
                expected += chunks.chunks().size();
                chunks.chunks().forEach(chunk -> streamed
                        .append(MAPPER.readTree(chunk).at("/choices/0/delta/content").asString("")));
            }
        }
        JsonNode answer = MAPPER.readTree(succeeded.response());
        assertThat(streamed.toString()).isNotEmpty().isEqualTo(answer.at("/choices/0/message/content").asString());
        assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
        assertThat(Objects.requireNonNull(succeeded.usage()).completionTokens()).isPositive();
    }

    @Test
    void pieces_of_a_watched_job_go_to_every_instance() {
        RelayJob job = aJob().prompt("watch me").streaming().build();

        run(job);

        await().untilAsserted(() -> assertThat(platform.repliesTo(job.id()))
                .anyMatch(reply -> reply instanceof Reply.Chunks));
        assertThat(platform.repliesTo(job.id())).noneMatch(reply -> reply instanceof Reply.Ended);
    }

    @Test
    void a_throttled_call_is_repeated_after_the_providers_wait() {
        OutcomeReport report = run(aJob().prompt("[[sim:status=429,retry-after=2,times=1]] a")
                .route(new Target("sim", "slow-model")).build());

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.attempts()).extracting(Attempt::end).containsExactly(Attempt.End.THROTTLED,
                Attempt.End.SUCCEEDED);
        assertThat(Duration.between(report.attempts().get(0).startedAt(), report.attempts().get(1).startedAt()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_wait_too_long_gives_the_job_back() {
        Instant before = Instant.now();

        OutcomeReport report = run(aJob().prompt("[[sim:status=429,retry-after=90]] b")
                .route(new Target("sim", "patient-model")).build());

        assertThat(report.outcome()).isInstanceOfSatisfying(Outcome.Throttled.class,
                throttled -> assertThat(throttled.until()).isAfterOrEqualTo(before.plusSeconds(90)));
    }

    @Test
    void a_reset_after_some_bytes_is_ambiguous_and_repeated() {
        OutcomeReport report = run(aJob().prompt("[[sim:reset=20,times=1]] c").build());

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.attempts()).extracting(Attempt::end).containsExactly(Attempt.End.AMBIGUOUS,
                Attempt.End.SUCCEEDED);
        assertThat(report.attempts().getFirst().possiblyBilled()).isTrue();
    }

    @Test
    void a_reset_ends_a_job_on_hold() {
        OutcomeReport report = run(aJob().hold().prompt("[[sim:reset=20,times=1]] d").build());

        assertThat(code(report)).isEqualTo("outcome_unknown");
        assertThat(report.attempts()).hasSize(1);
    }

    @Test
    void garbage_is_repeated() {
        OutcomeReport report = run(aJob().prompt("[[sim:garbage,times=1]] e").build());

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.attempts().getFirst().code()).isEqualTo("bad_answer");
    }

    @Test
    void a_provider_that_goes_silent_is_left_after_the_idle_time() {
        OutcomeReport report = run(
                aJob().prompt("[[sim:stall=20,times=1]] f").route(new Target("hasty", "sim-model")).build());

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.attempts().getFirst().code()).isEqualTo("timeout");
        assertThat(report.attempts().getFirst().durationMillis()).isBetween(900L, 3_000L);
    }

    @Test
    void a_job_may_be_less_patient_than_its_provider() {
        OutcomeReport report = run(aJob().prompt("[[sim:stall=20,times=1]] impatient")
                .timeouts(new CallTimeouts(null, 1, 1, null)).build());

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.attempts().getFirst().code()).isEqualTo("timeout");
        assertThat(report.attempts()).hasSize(2);
    }

    @Test
    void an_answer_that_is_streamed_from_the_provider_only_comes_whole() {
        RelayJob job = aJob().prompt("watched").route(new Target("watchful", "sim-model")).build();
        RelayJob plain = aJob().prompt("watched").build();

        OutcomeReport report = run(job);

        assertThat(text(report)).isNotEmpty().isEqualTo(text(run(plain)));
        assertThat(((Outcome.Succeeded) report.outcome()).response()).contains("\"object\":\"chat.completion\"");
        assertThat(report.attempts().getFirst().usage()).isNotNull();
    }

    @Test
    void what_had_come_of_an_answer_that_fell_silent_stays_on_the_attempt() {
        RelayJob plain = aJob().prompt("[[sim:tokens=40]] half said").build();
        RelayJob job = aJob().prompt("[[sim:stall=1500,times=1]][[sim:tokens=40]] half said")
                .route(new Target("watchful", "sim-model")).build();

        OutcomeReport report = run(job);

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        Attempt silent = report.attempts().getFirst();
        assertThat(silent.code()).isEqualTo("timeout");
        assertThat(silent.end()).isEqualTo(Attempt.End.AMBIGUOUS);
        assertThat(silent.partial()).isNotBlank();
        assertThat(text(report)).startsWith(silent.partial());
        assertThat(run(plain).attempts().getFirst().partial()).isNull();
    }

    private static String text(OutcomeReport report) {
        return MAPPER.readTree(((Outcome.Succeeded) report.outcome()).response())
                .at("/choices/0/message/content").asString("");
    }

    @Test
    void an_unknown_key_makes_the_next_target_answer() {
        RelayJob job = aJob().prompt("[[sim:status=401,code=invalid_api_key,times=1]] g")
                .route(new Target("sim", "sim-model"), new Target("spare", "spare-model")).build();

        OutcomeReport report = run(job);

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.attempts()).extracting(Attempt::provider).containsExactly("sim", "spare");
    }

    @Test
    void an_unknown_key_without_another_target_fails_the_job() {
        assertThat(code(run(aJob().prompt("[[sim:status=401]] h").build()))).isEqualTo("provider_key_unusable");
    }

    @Test
    void a_refusal_is_final() {
        OutcomeReport report = run(aJob().prompt("[[sim:status=400,code=bad_value]] i").build());

        assertThat(code(report)).isEqualTo("provider_refused");
        assertThat(report.attempts()).hasSize(1);
    }

    @Test
    void a_job_whose_deadline_has_passed_is_not_called() {
        OutcomeReport report = run(aJob().deadline(Instant.now().minusSeconds(1)).build());

        assertThat(report.outcome()).isEqualTo(new Outcome.Expired());
        assertThat(report.attempts()).isEmpty();
        assertThat(report.startedAt()).isNull();
    }

    @Test
    void a_suspicious_job_runs_only_when_the_record_says_so() {
        RelayJob dropped = aJob().epoch(2).prompt("dropped").build();
        RelayJob run = aJob().epoch(2).prompt("run").build();
        platform.verdict = asked -> Optional.of(asked.id().equals(dropped.id())
                ? ControlMessage.Verdict.DROP
                : ControlMessage.Verdict.RUN);
        platform.send(dropped);

        run(run);

        await().untilAsserted(() -> assertThat(worker.held().find(dropped.id())).isNull());
        assertThat(platform.outcome(dropped.id())).isEmpty();
        assertThat(platform.questions).flatExtracting(question -> question.deliveries())
                .extracting(asked -> asked.id()).contains(dropped.id(), run.id());
    }

    @Test
    void an_unanswered_question_is_asked_again() {
        RelayJob job = aJob().dispatchedAt(Instant.now().minusSeconds(60)).prompt("asked twice").build();
        platform.verdict = asked -> times(job.id()) < 2 ? Optional.empty() : Optional.of(ControlMessage.Verdict.RUN);

        assertThat(run(job).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(times(job.id())).isEqualTo(2);
    }

    @Test
    void only_what_may_have_been_with_another_worker_is_asked_about_as_a_repeat() {
        RelayJob secondDispatch = aJob().lane(Lane.INTERACTIVE).epoch(2).prompt("throttled before").build();
        RelayJob old = aJob().lane(Lane.INTERACTIVE).dispatchedAt(Instant.now().minusSeconds(60)).prompt("old").build();

        run(secondDispatch);
        run(old);

        assertThat(askedAsRepeat(secondDispatch.id())).containsOnly(false);
        assertThat(askedAsRepeat(old.id())).containsOnly(true);
    }

    private static List<Boolean> askedAsRepeat(JobId id) {
        return platform.questions.stream().flatMap(question -> question.deliveries().stream())
                .filter(asked -> asked.id().equals(id)).map(ResultMessage.Delivery::repeated).toList();
    }

    private static long times(JobId id) {
        return platform.questions.stream().flatMap(question -> question.deliveries().stream())
                .filter(asked -> asked.id().equals(id)).count();
    }

    @Test
    void a_cancel_before_the_delivery_is_remembered() {
        RelayJob job = aJob().prompt("never called").build();
        long asked = simulator.ledger().asked();
        platform.control(RelayTopology.ALL, new ControlMessage.Cancel(List.of(job.id())));
        await().until(() -> held(job) == 0);

        assertThat(run(job).outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(simulator.ledger().asked()).isEqualTo(asked);
    }

    @Test
    void a_cancel_during_the_call_aborts_it_and_says_that_it_may_be_billed() {
        RelayJob job = aJob().lane(Lane.INTERACTIVE).prompt("[[sim:slow=60000]] long").replyTo(RelayPlatform.INSTANCE)
                .build();
        platform.send(job);
        await().until(() -> simulator.ledger().inFlight() > 0);

        platform.control(worker.name(), new ControlMessage.Cancel(List.of(job.id())));

        OutcomeReport report = outcomeOf(job.id());
        assertThat(report.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(report.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.end()).isEqualTo(Attempt.End.CANCELLED);
            assertThat(attempt.possiblyBilled()).isTrue();
        });
        await().untilAsserted(() -> assertThat(platform.repliesTo(job.id()))
                .containsExactly(new Reply.Ended(job.id(), 1, new Outcome.Cancelled())));
    }

    private static int held(RelayJob job) {
        String question = "q-" + job.id() + "-" + platform.reports.size();
        platform.control(worker.name(),
                new ControlMessage.Inquiry(question, RelayPlatform.INSTANCE, List.of(job.id())));
        return await().until(() -> platform.reports.stream().filter(WorkerReport.Held.class::isInstance)
                .map(WorkerReport.Held.class::cast).filter(answer -> answer.question().equals(question)).findFirst(),
                Optional::isPresent).orElseThrow().jobs().size();
    }

    @Test
    void an_inquiry_is_answered_with_what_is_here() {
        RelayJob job = aJob().prompt("[[sim:slow=900]] here").build();
        platform.send(job);
        await().until(() -> worker.held().find(job.id()) != null);

        assertThat(held(job)).isEqualTo(1);
        assertThat(held(aJob().build())).isZero();
        outcomeOf(job.id());
    }

    @Test
    void heartbeats_say_who_is_here() {
        WorkerReport.Heartbeat beat = await().until(
                () -> platform.reports.stream().filter(WorkerReport.Heartbeat.class::isInstance)
                        .map(WorkerReport.Heartbeat.class::cast).findFirst(),
                Optional::isPresent).orElseThrow();

        assertThat(beat.worker()).isEqualTo(worker.name());
        assertThat(beat.pool()).isEqualTo(POOL);
        assertThat(beat.providers()).containsExactly("hasty", "sim", "spare", "watchful");
        assertThat(beat.unavailable()).isEmpty();
        assertThat(beat.slots()).isEqualTo(64);
        assertThat(beat.stopping()).isFalse();
        assertThat(beat.intervalMillis()).isEqualTo(200);
    }

    @Test
    void an_unreadable_message_is_kept_with_its_bytes_and_the_lane_goes_on() {
        byte[] bytes = "{\"v\":\"relay.jobs.v99\",\"secret\":\u00001}".getBytes(StandardCharsets.UTF_8);
        platform.admin().purgeQueue(RelayTopology.DEAD, false);

        platform.sendRaw(Lane.STANDARD, bytes);

        assertThat(run(aJob().prompt("after the unreadable one").build()).outcome())
                .isInstanceOf(Outcome.Succeeded.class);
        await().untilAsserted(() -> assertThat(platform.ready(RelayTopology.DEAD)).isEqualTo(1));
        assertThat(platform.takeDead()).isEqualTo(bytes);
        assertThat(platform.ready(RelayTopology.workQueue(POOL, Lane.STANDARD))).isZero();
    }

    @Test
    void health_and_metrics_tell_how_it_goes() throws IOException, InterruptedException {
        run(aJob().prompt("measured").build());

        assertThat(get("/actuator/health/readiness")).contains("\"status\":\"UP\"");
        assertThat(get("/actuator/health")).contains("\"broker\"", "relay.whole.interactive");
        assertThat(get("/actuator/prometheus")).contains(
                "longhaul_provider_calls_total{model=\"sim-model\",provider=\"sim\",status=\"200\"}",
                "longhaul_provider_call_seconds_bucket{model=\"sim-model\",provider=\"sim\",le=\"0.05\"}",
                "longhaul_breaker_open{provider=\"sim\"} 0.0", "longhaul_worker_slots{state=\"busy\"}",
                "longhaul_worker_slots{state=\"free\"}",
                "longhaul_worker_waiting{lane=\"batch\"}", "longhaul_worker_outcomes_total{outcome=\"succeeded\"}");
    }

    private static String get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:" + worker.httpPort() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static OutcomeReport run(RelayJob job) {
        platform.send(job);
        return outcomeOf(job.id());
    }

    private static OutcomeReport outcomeOf(JobId id) {
        return await().atMost(Duration.ofSeconds(20)).until(() -> platform.outcome(id), Optional::isPresent)
                .orElseThrow();
    }

    private static String code(OutcomeReport report) {
        return ((Outcome.Failed) report.outcome()).failure().code();
    }
}
