package dev.longhaul.api.batch;

import static dev.longhaul.api.batch.BatchBench.customIds;
import static dev.longhaul.api.batch.BatchBench.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BatchExpiryTest {

    private final TestApi api = TestApi.shared();
    private final BatchBench bench = new BatchBench(api);
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    private static void expire(FakePipeline pipeline, FakeJob job) {
        job.record();
        pipeline.store().dispatch().endQueued(List.of(job.id()), JobState.EXPIRED,
                Failure.of(ErrorCode.JOB_EXPIRED, "The job could not start before its deadline."),
                UUID.randomUUID().toString());
    }

    @Test
    void a_batch_with_jobs_that_did_not_start_within_the_window_is_expired() {
        pipeline.script(model, job -> {
            if ("late".equals(job.submitted().customId())) {
                expire(pipeline, job);
            } else {
                job.answer();
            }
        });

        JsonNode ended = bench.awaitEnd(bench.run(line("good", model) + line("late", model)));

        assertThat(ended.path("status").asString()).isEqualTo("expired");
        assertThat(ended.path("expired_at").asLong()).isPositive();
        assertThat(customIds(bench.lines(ended.path("output_file_id")))).containsExactly("good");
        JsonNode late = bench.lines(ended.path("error_file_id")).getFirst();
        assertThat(late.path("response").isNull()).isTrue();
        assertThat(late.at("/error/code").asString()).isEqualTo("batch_expired");
        assertThat(ended.path("request_counts").toString()).isEqualTo("{\"total\":2,\"completed\":1,\"failed\":0}");
    }

    @Test
    void a_line_with_an_earlier_deadline_of_its_own_fails_alone() {
        pipeline.script(model, job -> expire(pipeline, job));
        long soon = Clock.systemUTC().instant().plus(Duration.ofHours(1)).getEpochSecond();

        JsonNode ended = bench.awaitEnd(bench.run(line("a", model, ",\"deadline\":" + soon)));

        assertThat(ended.path("status").asString()).isEqualTo("completed");
        JsonNode late = bench.lines(ended.path("error_file_id")).getFirst();
        assertThat(late.at("/response/status_code").asInt()).isEqualTo(408);
        assertThat(late.at("/response/body/error/code").asString()).isEqualTo("job_expired");
        assertThat(ended.path("request_counts").toString()).isEqualTo("{\"total\":1,\"completed\":0,\"failed\":1}");
    }

    @Test
    void lines_that_nobody_submitted_within_the_window_are_not_submitted_any_more() {
        BatchRunner usual = api.context().getBean(BatchRunner.class);
        usual.stop();
        BatchParts parts = api.context().getBean(BatchParts.class);
        Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofHours(25));
        BatchRunner late = new BatchRunner("late", new BatchParts(parts.batches(), parts.refusals(), parts.files(),
                parts.jobs(), parts.answers(), parts.orders(), parts.ids(), parts.submissions(), parts.submitter(),
                parts.lineLimit(), tomorrow), BatchRunner.LEASE);
        try {
            String id = bench.run(line("a", model) + line("b", "no-such-model") + line("c", model));
            late.start();

            JsonNode ended = bench.awaitEnd(id);

            assertThat(ended.path("status").asString()).isEqualTo("expired");
            assertThat(ended.path("output_file_id").isNull()).isTrue();
            List<JsonNode> errors = bench.lines(ended.path("error_file_id"));
            assertThat(customIds(errors)).containsExactly("a", "b", "c");
            assertThat(errors).allSatisfy(
                    line -> assertThat(line.at("/error/code").asString()).isEqualTo("batch_expired"));
            assertThat(pipeline.taken(model)).isEmpty();
            assertThat(Instant.ofEpochSecond(ended.path("expired_at").asLong())).isBefore(tomorrow.instant());
        } finally {
            late.stop();
            usual.start();
        }
    }
}
