package dev.longhaul.worker.attempt;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.worker.MovableClock;
import dev.longhaul.worker.ScriptedProvider;
import dev.longhaul.worker.breaker.Breakers;
import dev.longhaul.worker.limit.KeyBudgets;
import dev.longhaul.worker.metrics.WorkerMetrics;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderCall;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.provider.Providers;
import dev.longhaul.worker.stop.StopSignal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteRunTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Usage USAGE = new Usage(3, 4, 0, 0);
    private static final AttemptResult SUCCESS = new AttemptResult.Succeeded("{}", USAGE, 200);
    private static final AttemptResult BUSY = new AttemptResult.Transient(fault(503, "overloaded"), Duration.ZERO);
    private static final AttemptResult RESET = new AttemptResult.Ambiguous(
            Fault.ofConnection("connection_lost", "reset"), Duration.ZERO);
    private static final AttemptResult GARBAGE = new AttemptResult.BadAnswer(fault(200, "bad_answer"));
    private static final AttemptResult TOO_LONG = new AttemptResult.TooLong(fault(400, "context_length_exceeded"));
    private static final AttemptResult NO_KEY = new AttemptResult.KeyUnusable(fault(401, "invalid_api_key"));

    private final MovableClock clock = new MovableClock(START);
    private final List<Duration> pauses = new ArrayList<>();
    private final StopSignal stop = new StopSignal();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Breakers breakers = new Breakers(
            new Providers(
                    Map.of("first", new ScriptedProvider(SUCCESS).as("first", new ProviderKey("first-key", "s1", 1)))),
            Duration.ofHours(1));
    private ScriptedProvider first = new ScriptedProvider(SUCCESS);
    private ScriptedProvider second = new ScriptedProvider(SUCCESS);
    private ProviderKey[] firstKeys = {new ProviderKey("first-key", "s1", 1)};
    private final Catalog catalog = new Catalog(1, Map.of(), Map.of(),
            Map.of("small", model("first", "m1", "large"), "large", model("second", "m2-large", null)), Map.of());
    private final RetryBudget retryBudget = new RetryBudget(clock);
    private List<Attempt> attempts = List.of();

    @Test
    void a_success_is_the_outcome_and_its_call_is_listed() {
        Outcome outcome = run(aJob().epoch(3).build());

        assertThat(outcome).isEqualTo(new Outcome.Succeeded("{}", USAGE));
        assertThat(attempts).usingRecursiveFieldByFieldElementComparatorIgnoringFields("durationMillis")
                .containsExactly(new Attempt(3, "first", "m1", "first-key", "w", START, 0,
                        Attempt.End.SUCCEEDED, 200, null, USAGE, false));
        assertThat(first.calls).extracting(ProviderCall::trace)
                .containsExactly(first.calls.getFirst().job() + ";epoch=3;attempt=1");
    }

    @Test
    void a_busy_provider_is_asked_again_after_growing_pauses() {
        first = new ScriptedProvider(BUSY, BUSY, BUSY, SUCCESS);

        assertThat(run(aJob().build())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(attempts).extracting(Attempt::end).containsExactly(Attempt.End.TRANSIENT, Attempt.End.TRANSIENT,
                Attempt.End.TRANSIENT, Attempt.End.SUCCEEDED);
        assertThat(pauses).hasSize(3);
        assertThat(pauses.get(0)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_250));
        assertThat(pauses.get(2)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
        assertThat(meters.get("longhaul.provider.retries").counter().count()).isEqualTo(3);
    }

    @Test
    void with_everything_failing_the_calls_are_exactly_four_for_each_target() {
        first = new ScriptedProvider(BUSY);
        second = new ScriptedProvider(BUSY);

        Outcome outcome = run(aJob().route(new Target("first", "m1"), new Target("second", "m2")).build());

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("provider_unavailable");
            assertThat(failed.failure().providerStatus()).isEqualTo(503);
            assertThat(failed.failure().providerCode()).isEqualTo("overloaded");
        });
        assertThat(first.calls).hasSize(4);
        assertThat(second.calls).hasSize(4);
        assertThat(attempts).hasSize(8);
        assertThat(attempts.getLast().model()).isEqualTo("m2");
    }

    @Test
    void the_next_target_answers_when_the_first_cannot() {
        first = new ScriptedProvider(BUSY);

        Outcome outcome = run(aJob().route(new Target("first", "m1"), new Target("second", "m2")).build());

        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(second.calls).hasSize(1);
    }

    @Test
    void a_throttled_attempt_waits_as_long_as_it_was_asked_to() {
        first = new ScriptedProvider(throttled(Duration.ofSeconds(7)), SUCCESS);

        assertThat(run(aJob().build())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(pauses.getFirst()).isBetween(Duration.ofSeconds(7), Duration.ofMillis(8_750));
    }

    @Test
    void a_wait_too_long_gives_the_job_back_with_its_time() {
        first = new ScriptedProvider(throttled(Duration.ofSeconds(60)));

        Outcome outcome = run(aJob().build());

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Throttled.class, throttled -> {
            assertThat(throttled.until()).isBetween(START.plusSeconds(60), START.plusSeconds(75));
            assertThat(throttled.reason()).isEqualTo("rate_limit_exceeded");
        });
        assertThat(pauses).isEmpty();
        assertThat(attempts).hasSize(1);
    }

    @Test
    void a_wait_too_long_at_one_target_is_no_reason_not_to_ask_the_next() {
        first = new ScriptedProvider(throttled(Duration.ofSeconds(60)));

        assertThat(run(aJob().route(new Target("first", "m1"), new Target("second", "m2")).build()))
                .isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void a_provider_that_keeps_throttling_makes_the_job_wait_rather_than_fail() {
        first = new ScriptedProvider(throttled(Duration.ofSeconds(2)));

        assertThat(run(aJob().build())).isInstanceOfSatisfying(Outcome.Throttled.class,
                throttled -> assertThat(throttled.until()).isBetween(START.plusSeconds(8), START.plusSeconds(40)));
        assertThat(attempts).hasSize(4);
    }

    @Test
    void a_refusal_is_final_with_the_providers_words() {
        first = new ScriptedProvider(
                new AttemptResult.Refused(new Fault(400, "invalid_value", "Bad role", "messages[0].role")));

        assertThat(run(aJob().route(new Target("first", "m1"), new Target("second", "m2")).build()))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.failure().code()).isEqualTo("provider_refused");
                    assertThat(failed.failure().message()).isEqualTo("Bad role");
                    assertThat(failed.failure().param()).isEqualTo("messages[0].role");
                });
        assertThat(second.calls).isEmpty();
    }

    @Test
    void an_unusable_key_leads_to_the_next_target_and_without_one_to_the_failure() {
        first = new ScriptedProvider(NO_KEY);

        assertThat(run(aJob().route(new Target("first", "m1"), new Target("second", "m2")).build()))
                .isInstanceOf(Outcome.Succeeded.class);
        assertThat(code(run(aJob().build()))).isEqualTo("provider_key_unusable");
        assertThat(attempts).extracting(Attempt::end).containsExactly(Attempt.End.REFUSED);
    }

    @Test
    void a_target_that_this_worker_does_not_know_is_like_an_unusable_key() {
        assertThat(code(run(aJob().route(new Target("nobody", "m")).build()))).isEqualTo("provider_key_unusable");
        assertThat(attempts).isEmpty();
    }

    @Test
    void garbage_is_tried_again_and_ends_as_a_bad_answer() {
        first = new ScriptedProvider(GARBAGE);

        assertThat(code(run(aJob().build()))).isEqualTo("provider_bad_answer");
        assertThat(attempts).hasSize(4).allMatch(Attempt::possiblyBilled);
    }

    @Test
    void an_answer_that_is_too_long_is_not_paid_for_twice() {
        first = new ScriptedProvider(new AttemptResult.Oversized(fault(200, "answer_too_large")));

        assertThat(code(run(aJob().build()))).isEqualTo("provider_bad_answer");
        assertThat(attempts).hasSize(1).allMatch(Attempt::possiblyBilled);
    }

    @Test
    void an_ambiguous_end_is_tried_again_and_marked() {
        first = new ScriptedProvider(RESET, SUCCESS);

        assertThat(run(aJob().build())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(attempts).extracting(Attempt::end).containsExactly(Attempt.End.AMBIGUOUS, Attempt.End.SUCCEEDED);
        assertThat(attempts).extracting(Attempt::possiblyBilled).containsExactly(true, false);
    }

    @Test
    void hold_never_asks_again_after_an_ambiguous_end() {
        first = new ScriptedProvider(RESET, SUCCESS);

        assertThat(code(run(aJob().hold().build()))).isEqualTo("outcome_unknown");
        assertThat(first.calls).hasSize(1);
    }

    @Test
    void hold_still_asks_again_where_nothing_was_billed() {
        first = new ScriptedProvider(BUSY, SUCCESS);

        assertThat(run(aJob().hold().build())).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void hold_does_not_pay_for_garbage_twice() {
        first = new ScriptedProvider(GARBAGE, SUCCESS);

        assertThat(code(run(aJob().hold().build()))).isEqualTo("provider_bad_answer");
    }

    @Test
    void an_answer_that_broke_off_after_its_first_piece_begins_anew_under_another_epoch() {
        first = new ScriptedProvider(RESET).streaming("{\"piece\":1}");

        assertThat(run(aJob().streaming().build())).isEqualTo(new Outcome.Throttled(START, "connection_lost"));
        assertThat(first.calls).hasSize(1);
    }

    @Test
    void an_answer_that_breaks_off_every_time_fails_in_the_end() {
        first = new ScriptedProvider(RESET).streaming("{\"piece\":1}");

        assertThat(code(run(aJob().streaming().epoch(4).attempts(3).build()))).isEqualTo("provider_unavailable");
    }

    @Test
    void a_deadline_that_passes_between_attempts_expires_the_job() {
        first = new ScriptedProvider(BUSY);

        assertThat(run(aJob().deadline(START.plusSeconds(2)).build())).isEqualTo(new Outcome.Expired());
        assertThat(attempts).hasSize(2);
    }

    @Test
    void a_cancel_during_a_pause_makes_no_further_call() {
        first = new ScriptedProvider(BUSY).during(() -> stop.ask(StopSignal.Reason.CANCELLED));

        assertThat(run(aJob().build())).isEqualTo(new Outcome.Cancelled());
        assertThat(first.calls).hasSize(1);
    }

    @Test
    void a_cancel_during_the_call_is_marked_as_possibly_billed() {
        first = new ScriptedProvider(new AttemptResult.Aborted(true))
                .during(() -> stop.ask(StopSignal.Reason.CANCELLED));

        assertThat(run(aJob().build())).isEqualTo(new Outcome.Cancelled());
        assertThat(attempts).extracting(Attempt::end).containsExactly(Attempt.End.CANCELLED);
        assertThat(attempts).allMatch(Attempt::possiblyBilled);
    }

    @Test
    void a_call_aborted_by_the_workers_stop_goes_back_as_ambiguous() {
        first = new ScriptedProvider(new AttemptResult.Aborted(true))
                .during(() -> stop.ask(StopSignal.Reason.WORKER_STOPS));

        assertThat(run(aJob().build())).isEqualTo(new Outcome.Throttled(START, "worker stops"));
        assertThat(attempts).extracting(Attempt::end).containsExactly(Attempt.End.AMBIGUOUS);
    }

    @Test
    void a_call_aborted_by_the_workers_stop_is_not_repeated_under_hold() {
        first = new ScriptedProvider(new AttemptResult.Aborted(true))
                .during(() -> stop.ask(StopSignal.Reason.WORKER_STOPS));

        assertThat(code(run(aJob().hold().build()))).isEqualTo("outcome_unknown");
    }

    @Test
    void a_worker_that_stops_before_the_call_spends_no_attempt() {
        stop.ask(StopSignal.Reason.WORKER_STOPS);

        assertThat(run(aJob().build())).isEqualTo(new Outcome.HandedBack("worker stops"));
        assertThat(first.calls).isEmpty();
    }

    @Test
    void a_key_that_is_not_accepted_is_left_for_the_next_and_that_is_no_retry() {
        twoKeys();
        first = new ScriptedProvider(NO_KEY, BUSY, BUSY, BUSY, SUCCESS);

        assertThat(run(aJob().build())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(first.keys.subList(1, 5)).containsOnly(first.keys.get(1)).doesNotContain(first.keys.getFirst());
        assertThat(attempts).extracting(Attempt::keyName).containsExactlyElementsOf(first.keys);
    }

    @Test
    void with_no_key_accepted_the_job_fails_with_the_providers_words() {
        twoKeys();
        first = new ScriptedProvider(NO_KEY);

        assertThat(run(aJob().build())).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("provider_key_unusable");
            assertThat(failed.failure().providerCode()).isEqualTo("invalid_api_key");
        });
        assertThat(first.keys).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void without_any_key_nobody_is_called_and_the_job_waits() {
        firstKeys = new ProviderKey[0];
        first = new ScriptedProvider(SUCCESS);

        assertThat(run(aJob().build())).isInstanceOfSatisfying(Outcome.Throttled.class,
                waits -> assertThat(waits.reason()).isEqualTo("no_key"));
        assertThat(first.calls).isEmpty();
        assertThat(attempts).isEmpty();
    }

    @Test
    void while_one_key_rests_another_is_used_at_once() {
        twoKeys();
        first = new ScriptedProvider(throttled(Duration.ofSeconds(60)), SUCCESS);

        assertThat(run(aJob().build())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(first.keys).containsExactlyInAnyOrder("a", "b");
        assertThat(pauses).isEmpty();
    }

    @Test
    void while_all_keys_rest_a_job_waits_for_the_first_of_them() {
        twoKeys();
        first = new ScriptedProvider(throttled(Duration.ofSeconds(9)), throttled(Duration.ofSeconds(5)), SUCCESS);

        assertThat(run(aJob().build())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(pauses).singleElement().satisfies(
                pause -> assertThat(pause).isBetween(Duration.ofSeconds(5), Duration.ofMillis(6_250)));
        assertThat(first.keys.get(2)).isEqualTo(first.keys.get(1));
    }

    @Test
    void a_job_too_long_for_its_model_goes_to_the_larger_one_that_the_catalogue_names() {
        first = new ScriptedProvider(TOO_LONG);

        assertThat(run(aJob().model("small").build())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(attempts).extracting(Attempt::model).containsExactly("m1", "m2-large");
    }

    @Test
    void the_larger_model_is_not_asked_at_a_provider_that_the_plan_does_not_allow() {
        first = new ScriptedProvider(TOO_LONG);

        assertThat(code(run(aJob().model("small").allowed(new Allowed(List.of("first"), null)).build())))
                .isEqualTo("context_length_exceeded");
        assertThat(attempts).extracting(Attempt::model).containsExactly("m1");
        assertThat(second.calls).isEmpty();
    }

    @Test
    void a_target_that_the_jobs_own_limits_do_not_allow_is_never_called() {
        first = new ScriptedProvider(BUSY);
        Allowed onlyTheFirst = new Allowed(List.of("first"), null);

        run(aJob().route(new Target("second", "m2"), new Target("first", "m1")).allowed(onlyTheFirst).build());
        assertThat(attempts).isNotEmpty().extracting(Attempt::provider).containsOnly("first");
        assertThat(code(run(aJob().route(new Target("second", "m2")).allowed(onlyTheFirst).build())))
                .isEqualTo("model_not_allowed");
        assertThat(attempts).isEmpty();
        assertThat(second.calls).isEmpty();
    }

    @Test
    void a_job_too_long_for_a_model_without_a_larger_one_fails() {
        first = new ScriptedProvider(TOO_LONG);

        assertThat(code(run(aJob().model("large").build()))).isEqualTo("context_length_exceeded");
        assertThat(attempts).hasSize(1);
    }

    private static Catalog.Model model(String provider, String model, @Nullable String larger) {
        return new Catalog.Model(List.of(), List.of(new Catalog.Target(provider, model, null, null)), null, null,
                larger);
    }

    @Test
    void a_job_that_may_not_be_repeated_now_waits_in_the_queue() {
        first = new ScriptedProvider(BUSY, SUCCESS);
        while (retryBudget.retry()) {
            // used up by other jobs
        }

        assertThat(run(aJob().build())).isInstanceOfSatisfying(Outcome.Throttled.class,
                throttled -> assertThat(throttled.reason()).isEqualTo("overloaded"));
        assertThat(first.calls).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    private void twoKeys() {
        firstKeys = new ProviderKey[]{new ProviderKey("a", "s-a", 1), new ProviderKey("b", "s-b", 1)};
    }

    @Test
    void a_request_that_a_provider_cannot_do_is_left_for_the_next_without_a_call_in_the_list() {
        first = new ScriptedProvider(new AttemptResult.Unsupported(
                new Fault(null, "unsupported_by_provider", "n: is 2, there is one answer only", "n")));

        assertThat(run(aJob().route(new Target("first", "m1"), new Target("second", "m2")).build()))
                .isInstanceOf(Outcome.Succeeded.class);
        assertThat(attempts).extracting(Attempt::provider).containsExactly("second");
        assertThat(run(aJob().build())).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("unsupported_by_provider");
            assertThat(failed.failure().param()).isEqualTo("n");
        });
    }

    @Test
    void a_provider_whose_breaker_is_open_is_left_for_the_next_without_a_call() {
        openTheFirst();

        assertThat(run(aJob().route(new Target("first", "m1"), new Target("second", "m2")).build()))
                .isInstanceOf(Outcome.Succeeded.class);
        assertThat(attempts).extracting(Attempt::provider).containsExactly("second");
        assertThat(first.calls).hasSize(20);
    }

    @Test
    void a_job_whose_every_target_is_closed_off_goes_back_and_no_call_is_listed() {
        openTheFirst();

        assertThat(run(aJob().build()))
                .isEqualTo(new Outcome.Throttled(clock.instant().plusSeconds(1), "circuit_open"));
        assertThat(attempts).isEmpty();
    }

    @Test
    void with_nothing_else_to_hope_for_a_job_waits_until_the_breaker_can_be_probed() {
        openTheFirst();
        second = new ScriptedProvider(NO_KEY);

        assertThat(run(aJob().route(new Target("first", "m1"), new Target("second", "m2")).build()))
                .isEqualTo(new Outcome.Throttled(clock.instant().plusSeconds(3_600), "circuit_open"));
    }

    @Test
    void retries_ask_the_breaker_too() {
        first = new ScriptedProvider(BUSY);
        for (int i = 0; i < 4; i++) {
            run(aJob().build());
        }
        run(aJob().deadline(clock.instant().plusSeconds(2)).build());
        assertThat(first.calls).hasSize(18);

        assertThat(run(aJob().build())).isInstanceOfSatisfying(Outcome.Throttled.class,
                throttled -> assertThat(throttled.reason()).isEqualTo("circuit_open"));
        assertThat(attempts).hasSize(2);
        assertThat(first.calls).hasSize(20);
    }

    private void openTheFirst() {
        first = new ScriptedProvider(BUSY);
        for (int i = 0; i < 5; i++) {
            run(aJob().build());
        }
        assertThat(breakers.unavailable()).containsExactly("first/m1");
    }

    private Outcome run(RelayJob job) {
        RelayJob routed = job.route().getFirst().provider().equals("sim")
                ? new RelayJob(job.id(), job.tenant(), job.keyId(), job.batch(), job.lane(), job.epoch(), job.model(),
                        List.of(new Target("first", "m1")), job.request(), job.stream(), job.replyTo(), job.deadline(),
                        job.dispatchedAt(), job.attempts(), job.onAmbiguous(), job.tokens(), job.allowed(),
                        job.timeouts())
                : job;
        Map<String, Provider> providers = Map.of("first", first.as("first", clock, firstKeys), "second",
                second.as("second", clock, new ProviderKey("second-key", "s2", 1)));
        RouteSettings settings = new RouteSettings("w", new Providers(providers), breakers, new KeyBudgets(),
                new LargerModels(catalog, "default"), retryBudget, Duration.ofSeconds(20),
                new RetrySchedule(new Random(11)).retry("test"),
                (pause, signal) -> {
                    pauses.add(pause);
                    clock.advance(pause);
                }, new WorkerMetrics(meters, catalog), clock,
                new Random(11));
        RouteRun run = new RouteRun(settings, routed, stop, chunks -> {
        });
        Outcome outcome = run.run();
        attempts = run.attempts().all();
        return outcome;
    }

    private static String code(Outcome outcome) {
        return ((Outcome.Failed) outcome).failure().code();
    }

    private static AttemptResult throttled(Duration wait) {
        return new AttemptResult.Throttled(fault(429, "rate_limit_exceeded"), wait);
    }

    private static Fault fault(int status, String code) {
        return new Fault(status, code, "message", null);
    }
}
