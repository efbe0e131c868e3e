package dev.longhaul.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.longhaul.client.fake.FakePlatform;
import dev.longhaul.client.fake.Fault;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class LonghaulClientTest {

    private final FakePlatform platform = FakePlatform.start();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final LonghaulClient client = client(platform.url(), FakePlatform.KEY);

    @AfterEach
    void stop() {
        client.close();
        platform.close();
    }

    private LonghaulClient client(String url, String key) {
        return LonghaulClient.builder().url(url).apiKey(key).retryFor(Duration.ofSeconds(20))
                .surroundings(Clock.systemUTC(), pauses::add).build();
    }

    private static JobRequest asking(String prompt) {
        return JobRequest.chat("gpt-5.4-nano").user(prompt).build();
    }

    @Test
    void a_job_is_submitted_waited_for_and_answered() {
        Job submitted = client.submit(asking("hello"));
        assertThat(submitted.hasEnded()).isFalse();
        Job ended = client.waitFor(submitted.id(), Duration.ofSeconds(10));
        assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(ended.answer()).contains("echo: hello");
        assertThat(ended.tokens()).isEqualTo(new Tokens(3, 4));
        assertThat(ended.lastAttemptDuration()).contains(Duration.ofMillis(7));
        assertThat(client.get(ended.id()).hasEnded()).isTrue();
        assertThat(ended).hasToString(ended.id() + " succeeded");
    }

    @Test
    void every_field_of_a_request_reaches_the_platform() {
        client.submit(JobRequest.chat("gpt-5.4-nano").system("be brief").user("hi").lane(Lane.BATCH).priority(7)
                .metadata("team", "red").customId("c-1").deadline(Instant.parse("2030-01-01T00:00:00Z"))
                .webhook(URI.create("https://example.org/hook")).cache(CachePolicy.NEVER).onAmbiguous(OnAmbiguous.HOLD)
                .timeouts(new CallTimeouts(null, 60, 20, null)).stream(false)
                .parameter("temperature", Json.MAPPER.readTree("0.1")).idempotencyKey("k").build());
        assertThat(platform.requests().getFirst()).isEqualTo(JsonMapper.shared().readTree("""
                {"model":"gpt-5.4-nano","messages":[{"role":"system","content":"be brief"},
                {"role":"user","content":"hi"}],"lane":"batch","priority":7,"metadata":{"team":"red"},
                "custom_id":"c-1","deadline":"2030-01-01T00:00:00Z","webhook_url":"https://example.org/hook",
                "cache":"never","on_ambiguous":"hold",
                "timeouts":{"first_token_seconds":60,"idle_seconds":20},"stream":false,"temperature":0.1}"""));
    }

    @Test
    void a_wait_that_is_too_short_gives_the_job_as_it_is() {
        Job job = client.submit(asking("HOLD"));
        assertThat(client.waitFor(job.id(), Duration.ofMillis(100)).hasEnded()).isFalse();
    }

    @Test
    void a_failed_job_says_why() {
        Job job = client.waitFor(client.submit(asking("FAIL BILLED")).id(), Duration.ofSeconds(10));
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.errorCode()).contains("provider_refused");
        assertThat(job.errorMessage()).contains("the provider refuses this");
        assertThat(job.lastHttpStatus()).hasValue(422);
        assertThat(job.possiblyBilled()).isTrue();
        assertThat(job.response()).isEmpty();
    }

    @Test
    void more_lines_than_one_call_carries_go_in_several() {
        List<JobRequest> requests = IntStream.range(0, 2_345).mapToObj(i -> asking("p" + i)).toList();
        List<Submission> results = client.submitAll(requests);
        assertThat(results).hasSize(2_345).allMatch(Submission.Accepted.class::isInstance);
        assertThat(platform.calls("/v1/jobs/bulk")).isEqualTo(3);
        JobId last = ((Submission.Accepted) results.getLast()).id();
        assertThat(client.waitFor(last, Duration.ofSeconds(10)).answer()).contains("echo: p2344");
    }

    @Test
    void more_bytes_than_one_call_carries_go_in_several() {
        String megabyte = "x".repeat(1 << 20);
        assertThat(client.submitAll(IntStream.range(0, 17).mapToObj(i -> asking(megabyte)).toList())).hasSize(17);
        assertThat(platform.calls("/v1/jobs/bulk")).isEqualTo(3);
    }

    @Test
    void a_call_that_is_too_large_for_the_platform_is_halved_down_to_the_line() {
        Fault tooLarge = new Fault.Status(413, Map.of());
        platform.fail("/v1/jobs/bulk", tooLarge, tooLarge);
        List<Submission> results = client.submitAll(List.of(asking("a"), asking("b"), asking("c")));
        assertThat(results.get(0)).isInstanceOfSatisfying(Submission.Refused.class,
                refused -> assertThat(refused.status()).isEqualTo(413));
        assertThat(results.subList(1, 3)).allMatch(Submission.Accepted.class::isInstance);
    }

    @Test
    void a_refused_line_does_not_touch_its_neighbours() {
        List<Submission> results = client.submitAll(
                List.of(asking("a"), JobRequest.chat("unknown-model").user("b").build(), asking("c")));
        assertThat(results.get(1)).asInstanceOf(type(Submission.Refused.class))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("model_not_found"))
                .satisfies(refused -> assertThat(refused.isTemporary()).isFalse());
        assertThat(platform.jobCount()).isEqualTo(2);
    }

    @Test
    void what_was_accepted_before_a_failure_reaches_the_caller() {
        platform.fail("/v1/jobs/bulk", new Fault.LinesRefused(2), new Fault.LostAnswer());
        List<Submission> results = client
                .submitAll(IntStream.range(0, 1_001).mapToObj(i -> asking("p" + i)).toList());
        assertThat(results).hasSize(1_001);
        assertThat(results.get(0)).isInstanceOf(Submission.Accepted.class);
        assertThat(results.get(1)).isInstanceOfSatisfying(Submission.Refused.class,
                refused -> assertThat(refused.isTemporary()).isTrue());
        assertThat(results.get(1_000)).isInstanceOfSatisfying(Submission.Refused.class,
                refused -> assertThat(refused.status()).isZero());
    }

    @Test
    void a_lookup_gives_those_that_ended() {
        List<JobId> ids = List.of(client.submit(asking("a")).id(), client.submit(asking("HOLD")).id());
        Lookup lookup = client.lookup(ids, Duration.ofSeconds(10), 1);
        assertThat(lookup.ended()).singleElement().satisfies(job -> assertThat(job.answer()).contains("echo: a"));
        assertThat(lookup.pending()).containsExactly(ids.get(1));
    }

    @Test
    void a_list_goes_on_over_its_pages() {
        client.submitAll(IntStream.range(0, 250).mapToObj(
                i -> JobRequest.chat(i % 2 == 0 ? "even" : "odd").user("p").customId("c" + i).lane(Lane.BATCH).build())
                .toList());
        assertThat(client.list(JobQuery.all().oldestFirst().withResponses()).map(job -> job.customId().orElseThrow()))
                .hasSize(250).startsWith("c0", "c1").doesNotHaveDuplicates();
        assertThat(client.list(JobQuery.all().model("odd").lane(Lane.BATCH))).hasSize(125);
        assertThat(client.list(JobQuery.all().state(JobState.CANCELLED))).isEmpty();
        assertThat(client.list(JobQuery.all().customId("c7").createdAfter(Instant.EPOCH)
                .createdBefore(Instant.now().plusSeconds(60)))).hasSize(1);
    }

    @Test
    void a_job_is_cancelled_once_and_not_after_its_end() {
        Job held = client.submit(asking("HOLD"));
        assertThat(client.cancel(held.id()).state()).isEqualTo(JobState.CANCELLED);
        assertThat(client.cancel(held.id()).state()).isEqualTo(JobState.CANCELLED);
        Job ended = client.waitFor(client.submit(asking("a")).id(), Duration.ofSeconds(10));
        assertThatThrownBy(() -> client.cancel(ended.id())).asInstanceOf(type(LonghaulException.class))
                .satisfies(e -> assertThat(e.status()).isEqualTo(409))
                .satisfies(e -> assertThat(e.code()).contains("job_ended"))
                .satisfies(e -> assertThat(e.requestId()).isPresent());
    }

    @Test
    void events_tell_states_tokens_and_the_end() {
        List<JobProgress> events = new ArrayList<>();
        Job end = client.events(client.submit(asking("hi")).id(), events::add);
        assertThat(end.answer()).contains("echo: hi");
        assertThat(events).hasSize(4);
        assertThat(events.get(0)).isEqualTo(new JobProgress.Status(JobState.RUNNING));
        assertThat(((JobProgress.Chunk) events.get(2)).text()).isEqualTo("hi");
        assertThat(events.get(3)).isInstanceOf(JobProgress.Done.class);
    }

    @Test
    void events_that_break_off_still_lead_to_the_end() {
        List<JobProgress> events = new ArrayList<>();
        assertThat(client.events(client.submit(asking("BROKEN")).id(), events::add).hasEnded()).isTrue();
        assertThat(events.getLast()).isInstanceOf(JobProgress.Done.class);
    }

    @Test
    void events_of_a_job_that_is_not_there_fail_as_any_call() {
        assertThatThrownBy(() -> client.events(new JobId(1, 2, 3), event -> {
        }))
                .asInstanceOf(type(LonghaulException.class))
                .satisfies(e -> assertThat(e.code()).contains("job_not_found"));
    }

    @Test
    void models_are_listed_and_found_by_names_with_slashes() {
        assertThat(client.models()).extracting(Model::id).containsExactly("gpt-5.4-nano", "openai/gpt");
        assertThat(client.model("openai/gpt").ownedBy()).isEqualTo("fake");
    }

    @Test
    void an_unknown_key_fails_at_once() {
        try (LonghaulClient stranger = client(platform.url(), "lh_other")) {
            assertThatThrownBy(stranger::models).asInstanceOf(type(LonghaulException.class))
                    .satisfies(e -> assertThat(e.isUnauthorized()).isTrue());
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_429_is_tried_again_after_at_least_what_it_asks_for() {
        platform.fail("/v1/jobs", new Fault.Status(429, Map.of("Retry-After", "7")),
                new Fault.Status(503, Map.of("retry-after-ms", "6500")), new Fault.Status(503, Map.of()));
        client.submit(asking("a"));
        assertThat(pauses).hasSize(3);
        assertThat(pauses.get(0)).isEqualTo(Duration.ofSeconds(7));
        assertThat(pauses.get(1)).isEqualTo(Duration.ofMillis(6_500));
        assertThat(pauses.get(2)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(platform.jobCount()).isEqualTo(1);
    }

    @Test
    void a_wait_beyond_the_time_for_retries_is_left_to_the_caller() {
        platform.fail("/v1/models", new Fault.Status(429, Map.of("Retry-After", "3600")));
        assertThatThrownBy(client::models).asInstanceOf(type(LonghaulException.class))
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofHours(1)));
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_server_that_forbids_a_retry_is_obeyed() {
        platform.fail("/v1/models", new Fault.Status(503, Map.of("x-should-retry", "false")));
        assertThatThrownBy(client::models).isInstanceOf(LonghaulException.class);
    }

    @Test
    void a_submit_whose_answer_was_lost_is_repeated_with_a_key_and_makes_one_job() {
        platform.fail("/v1/jobs", new Fault.LostAnswer());
        client.submit(asking("a").withIdempotencyKey("key-1"));
        assertThat(platform.jobCount()).isEqualTo(1);
        assertThat(platform.calls("/v1/jobs")).isEqualTo(2);
    }

    @Test
    void a_submit_whose_answer_was_lost_is_not_repeated_without_a_key() {
        platform.fail("/v1/jobs", new Fault.LostAnswer());
        assertThatThrownBy(() -> client.submit(asking("a"))).asInstanceOf(type(LonghaulException.class))
                .satisfies(e -> assertThat(e.isUnreachable()).isTrue());
        assertThat(platform.calls("/v1/jobs")).isEqualTo(1);
    }

    @Test
    void a_bulk_submit_whose_answer_was_lost_is_repeated_only_when_all_lines_have_keys() {
        platform.fail("/v1/jobs/bulk", new Fault.LostAnswer());
        client.submitAll(List.of(asking("a").withIdempotencyKey("1"), asking("b").withIdempotencyKey("2")));
        assertThat(platform.jobCount()).isEqualTo(2);
        platform.fail("/v1/jobs/bulk", new Fault.LostAnswer());
        assertThatThrownBy(() -> client.submitAll(List.of(asking("c").withIdempotencyKey("3"), asking("d"))))
                .isInstanceOf(LonghaulException.class);
        assertThat(platform.jobCount()).isEqualTo(4);
    }

    @Test
    void nobody_listening_is_told_as_unreachable_after_the_time_for_retries() {
        platform.close();
        List<Retry> retries = new ArrayList<>();
        try (LonghaulClient alone = LonghaulClient.builder().url(platform.url() + "/v1/").apiKey("k")
                .retryFor(Duration.ofMillis(400)).onRetry(retries::add).build()) {
            assertThatThrownBy(alone::models).asInstanceOf(type(LonghaulException.class))
                    .satisfies(e -> assertThat(e.isUnreachable()).isTrue())
                    .satisfies(e -> assertThat(e).hasMessageContaining("refused the connection"));
        }
        assertThat(retries).isNotEmpty();
        assertThat(retries.getFirst().failures()).isEqualTo(1);
    }

    @Test
    void an_interrupted_call_says_so_and_keeps_the_flag() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(client::models).asInstanceOf(type(LonghaulException.class))
                .satisfies(e -> assertThat(e.isInterrupted()).isTrue());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_builder_without_key_or_with_a_wrong_url_is_refused() {
        assertThatThrownBy(() -> LonghaulClient.builder().url("http://x").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> LonghaulClient.builder().url("ftp://x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LonghaulClient.builder().url("localhost:80"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_answer_that_is_not_a_job_is_refused() {
        ObjectNode strange = Json.MAPPER.createObjectNode().put("id", new JobId(1, 2, 3).toString()).put("status",
                "sleeping");
        assertThatThrownBy(() -> Job.of(strange)).asInstanceOf(type(LonghaulException.class))
                .satisfies(e -> assertThat(e.code()).contains("client_bad_answer"));
    }
}
