package dev.longhaul.api.batch;

import static dev.longhaul.api.batch.BatchBench.customIds;
import static dev.longhaul.api.batch.BatchBench.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.SubmittedJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BatchesTest {

    private final TestApi api = TestApi.shared();
    private final BatchBench bench = new BatchBench(api);
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();

    /** Jobs of the model wait in the hands of the test, recorded. */
    private BlockingQueue<FakeJob> hold() {
        BlockingQueue<FakeJob> held = new LinkedBlockingQueue<>();
        pipeline.script(model, job -> {
            if (job.record()) {
                held.add(job);
            }
        });
        return held;
    }

    private static FakeJob next(BlockingQueue<FakeJob> held) {
        try {
            FakeJob job = held.poll(20, TimeUnit.SECONDS);
            assertThat(job).isNotNull();
            return job;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_batch_has_openais_fields_and_times() {
        String file = bench.upload(line("a", model));
        JsonNode created = api.call("/v1/batches")
                .post("{\"input_file_id\":\"" + file + "\",\"endpoint\":\"/v1/chat/completions\","
                        + "\"completion_window\":\"24h\",\"metadata\":{\"team\":\"x.y\"},"
                        + "\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":3600}}")
                .hasStatus(200).json();
        assertThat(created.path("status").asString()).isEqualTo("validating");
        assertThat(created.path("expires_at").asLong() - created.path("created_at").asLong()).isEqualTo(86_400);

        JsonNode ended = bench.awaitEnd(created.path("id").asString());

        assertThat(ended.propertyNames()).containsExactly("id", "object", "endpoint", "model", "errors",
                "input_file_id", "completion_window", "status", "output_file_id", "error_file_id", "created_at",
                "in_progress_at", "expires_at", "finalizing_at", "completed_at", "failed_at", "expired_at",
                "cancelling_at", "cancelled_at", "request_counts", "usage", "metadata");
        assertThat(ended.path("status").asString()).isEqualTo("completed");
        assertThat(ended.path("metadata").path("team").asString()).isEqualTo("x.y");
        for (String at : List.of("in_progress_at", "finalizing_at", "completed_at")) {
            assertThat(ended.path(at).asLong()).as(at).isPositive();
        }
        JsonNode output = api.call("/v1/files/" + ended.path("output_file_id").asString()).get().json();
        assertThat(output.path("purpose").asString()).isEqualTo("batch_output");
        assertThat(output.path("expires_at").asLong() - output.path("created_at").asLong()).isEqualTo(3_600);
    }

    @Test
    void each_line_is_a_job_like_any_other() {
        BlockingQueue<FakeJob> held = hold();
        String id = bench.run(line("a", model, ",\"priority\":8,\"metadata\":{\"k\":\"v\"},\"on_ambiguous\":\"hold\""));

        SubmittedJob job = next(held).submitted();

        assertThat(job.lane()).isEqualTo(Lane.BATCH);
        assertThat(job.batch()).isEqualTo(id);
        assertThat(job.customId()).isEqualTo("a");
        assertThat(job.priority()).isEqualTo(8);
        assertThat(job.metadata()).containsEntry("k", "v");
        assertThat(Objects.requireNonNull(job.deadline()).getEpochSecond())
                .isEqualTo(bench.batch(id).path("expires_at").asLong());
        JsonNode listed = api.call("/v1/jobs?batch=" + id).get().hasStatus(200).json().path("data").path(0);
        assertThat(listed.path("id").asString()).isEqualTo(job.id().toString());
        api.call("/v1/batches/" + id + "/cancel").method("POST").hasStatus(200);
        bench.awaitEnd(id);
    }

    @Test
    void counts_grow_while_it_runs() {
        BlockingQueue<FakeJob> held = hold();
        String id = bench.run(line("a", model) + line("b", model) + line("c", model));
        FakeJob first = next(held);
        FakeJob second = next(held);
        FakeJob third = next(held);

        second.dispatch().end(FakeJob.succeeded("two"));
        Awaitility.await().until(() -> bench.batch(id).at("/request_counts/completed").asInt() == 1);
        third.dispatch().end(new Outcome.Failed(Failure.of(ErrorCode.PROVIDER_REFUSED, "No.")));
        Awaitility.await().until(() -> bench.batch(id).at("/request_counts/failed").asInt() == 1);
        assertThat(bench.batch(id).path("status").asString()).isEqualTo("in_progress");
        assertThat(bench.batch(id).at("/request_counts/total").asInt()).isEqualTo(3);
        first.dispatch().end(FakeJob.succeeded("one"));

        assertThat(bench.awaitEnd(id).path("request_counts").toString())
                .isEqualTo("{\"total\":3,\"completed\":2,\"failed\":1}");
    }

    @Test
    void a_batch_of_which_every_line_fails_is_completed_without_an_output_file() {
        JsonNode ended = bench.awaitEnd(bench.run(line("a", "no-such-model") + line("b", "no-such-model")));

        assertThat(ended.path("status").asString()).isEqualTo("completed");
        assertThat(ended.path("output_file_id").isNull()).isTrue();
        List<JsonNode> errors = bench.lines(ended.path("error_file_id"));
        assertThat(customIds(errors)).containsExactly("a", "b");
        assertThat(errors).allSatisfy(line -> assertThat(line.at("/response/request_id").asString()).as("no job's")
                .isEqualTo(line.path("id").asString()));
        assertThat(ended.path("request_counts").toString()).isEqualTo("{\"total\":2,\"completed\":0,\"failed\":2}");
    }

    @Test
    void a_cancelled_batch_keeps_what_has_run() {
        BlockingQueue<FakeJob> held = hold();
        String id = bench.run(line("a", model) + line("b", model) + line("c", model) + line("d", "no-such-model"));
        List<FakeJob> jobs = new ArrayList<>();
        IntStream.range(0, 3).forEach(each -> jobs.add(next(held)));
        jobs.sort((one, other) -> one.id().compareTo(other.id()));
        jobs.get(0).dispatch().end(FakeJob.succeeded("done"));
        jobs.get(1).dispatch().start();

        JsonNode cancelling = api.call("/v1/batches/" + id + "/cancel").method("POST").hasStatus(200).json();
        assertThat(cancelling.path("status").asString()).isEqualTo("cancelling");
        assertThat(api.call("/v1/batches/" + id + "/cancel").method("POST").hasStatus(200).json().path("status")
                .asString()).as("once more").isEqualTo("cancelling");
        Awaitility.await().until(() -> api.call("/v1/jobs/" + jobs.get(2).id()).get().json().path("status").asString()
                .equals("cancelled"));
        assertThat(bench.batch(id).path("status").asString()).as("one still runs").isEqualTo("cancelling");
        jobs.get(1).end(FakeJob.succeeded("in time"));

        JsonNode ended = bench.awaitEnd(id);

        assertThat(ended.path("status").asString()).isEqualTo("cancelled");
        assertThat(ended.path("cancelled_at").asLong()).isPositive();
        assertThat(customIds(bench.lines(ended.path("output_file_id")))).containsExactly("a", "b");
        List<JsonNode> errors = bench.lines(ended.path("error_file_id"));
        assertThat(customIds(errors)).containsExactly("c", "d");
        assertThat(errors.get(0).path("response").isNull()).isTrue();
        assertThat(errors.get(0).at("/error/code").asString()).isEqualTo("batch_cancelled");
        assertThat(ended.path("request_counts").toString()).isEqualTo("{\"total\":4,\"completed\":2,\"failed\":1}");
        api.call("/v1/batches/" + id + "/cancel").method("POST").isError(409, "batch_ended", "id");
    }

    @Test
    void an_answer_in_several_lines_is_one_line() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(new Outcome.Succeeded("{\n\"choices\":\r\n[]\n}", FakeJob.USAGE));
        });

        JsonNode ended = bench.awaitEnd(bench.run(line("a", model)));

        assertThat(bench.lines(ended.path("output_file_id")).getFirst().at("/response/body").toString())
                .isEqualTo("{\"choices\":[]}");
    }

    @Test
    void a_long_answer_is_in_the_file_whole() {
        String text = "ä".repeat(1_500_000);
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(FakeJob.succeeded(text));
        });

        JsonNode ended = bench.awaitEnd(bench.run(line("a", model) + line("b", "no-such-model")));

        assertThat(bench.lines(ended.path("output_file_id")).getFirst()
                .at("/response/body/choices/0/message/content").asString()).isEqualTo(text);
    }

    @Test
    void what_a_line_has_from_its_batch_its_body_cannot_say() {
        JsonNode ended = bench.awaitEnd(bench.run(line("stream", model, ",\"stream\":true")
                + line("lane", model, ",\"lane\":\"interactive\"") + line("batch", model, ",\"batch\":\"mine\"")
                + line("custom_id", model, ",\"custom_id\":\"x\"")
                + line("idempotency_key", model, ",\"idempotency_key\":\"x\"")));

        assertThat(bench.lines(ended.path("error_file_id"))).hasSize(5).allSatisfy(line -> {
            assertThat(line.at("/response/status_code").asInt()).isEqualTo(400);
            assertThat(line.at("/response/body/error/param").asString())
                    .isEqualTo(line.path("custom_id").asString());
        });
        assertThat(pipeline.taken(model)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", value = {
            "invalid_json_line        | 2 | -         | {\"custom_id\":\"b\"",
            "invalid_json_line        | 2 | -         | [1]",
            "invalid_json_line        | 2 | -         | {\"custom_id\":\"b\",\"custom_id\":\"c\"}",
            "duplicate_custom_id      | 2 | custom_id | {\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{}}",
            "url_mismatch             | 2 | url       | {\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{}}",
            "invalid_parameter        | 2 | method    | {\"custom_id\":\"b\",\"method\":\"GET\",\"url\":\"/v1/chat/completions\",\"body\":{}}",
            "invalid_parameter        | 2 | custom_id | {\"custom_id\":7}",
            "invalid_parameter        | 2 | body      | {\"custom_id\":\"b\",\"body\":[]}",
            "missing_parameter        | 2 | custom_id | {\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{}}",
            "missing_parameter        | 2 | method    | {\"custom_id\":\"b\"}",
            "missing_parameter        | 2 | url       | {\"custom_id\":\"b\",\"method\":\"POST\"}",
            "missing_parameter        | 2 | body      | {\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\"}"})
    void a_bad_line_fails_the_batch_before_any_job(String code, int number, String param, String bad) {
        JsonNode ended = bench.awaitEnd(bench.run(line("a", model) + bad + "\n" + line("z", model)));

        assertThat(ended.path("status").asString()).isEqualTo("failed");
        assertThat(ended.path("failed_at").asLong()).isPositive();
        assertThat(ended.at("/errors/object").asString()).isEqualTo("list");
        JsonNode problem = ended.at("/errors/data/0");
        assertThat(problem.propertyNames()).containsExactly("code", "line", "message", "param");
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("line").asInt()).isEqualTo(number);
        assertThat(problem.path("param").asString(null)).isEqualTo(param);
        assertThat(problem.path("message").asString()).isNotBlank();
        assertThat(ended.path("output_file_id").isNull() && ended.path("error_file_id").isNull()).isTrue();
        assertThat(pipeline.taken(model)).isEmpty();
    }

    @Test
    void a_file_without_lines_or_with_too_many_fails_the_batch() {
        assertThat(bench.awaitEnd(bench.run("\n \r\n")).at("/errors/data/0/code").asString()).isEqualTo("empty_file");
        String many = IntStream.rangeClosed(0, 50_000).mapToObj(i -> line("id-" + i, model))
                .collect(Collectors.joining());

        JsonNode ended = bench.awaitEnd(bench.run(many));

        assertThat(ended.at("/errors/data/0/code").asString()).isEqualTo("too_many_tasks");
        assertThat(pipeline.taken(model)).isEmpty();
    }

    @Test
    void what_is_wrong_with_a_new_batch_is_told() {
        String file = bench.upload("x");
        String rest = "\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
        api.call("/v1/batches").post("{" + rest).isError(400, "missing_parameter", "input_file_id");
        api.call("/v1/batches").post("{\"input_file_id\":\"file-1\"," + rest).isError(404, "file_not_found",
                "input_file_id");
        api.call("/v1/batches").bearer(TestApi.OTHER.reveal()).post("{\"input_file_id\":\"" + file + "\"," + rest)
                .isError(404, "file_not_found", "input_file_id");
        String start = "{\"input_file_id\":\"" + file + "\",";
        api.call("/v1/batches").post(start + "\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}")
                .isError(400, "invalid_parameter", "endpoint");
        api.call("/v1/batches").post(start + "\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"1h\"}")
                .isError(400, "invalid_parameter", "completion_window");
        api.call("/v1/batches").post(start + "\"endpoint\":\"/v1/chat/completions\"}").isError(400,
                "missing_parameter", "completion_window");
        api.call("/v1/batches").post(start + "\"color\":1," + rest).isError(400, "unknown_parameter", "color");
        String pairs = IntStream.range(0, 17).mapToObj(i -> "\"k" + i + "\":\"v\"").collect(Collectors.joining(","));
        api.call("/v1/batches").post(start + "\"metadata\":{" + pairs + "}," + rest).isError(400, "invalid_parameter",
                "metadata.k16");
        api.call("/v1/batches").post(start + "\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":3599},"
                + rest).isError(400, "invalid_parameter", "output_expires_after.seconds");
        api.call("/v1/batches").post(start + "\"output_expires_after\":{\"anchor\":\"end\",\"seconds\":3600}," + rest)
                .isError(400, "invalid_parameter", "output_expires_after.anchor");
        JsonNode ended = bench.awaitEnd(bench.run(line("a", model)));
        bench.create(ended.path("output_file_id").asString()).isError(400, "invalid_parameter", "input_file_id");
    }

    @Test
    void a_foreign_batch_is_not_there() {
        String id = bench.run(line("a", model));
        bench.awaitEnd(id);
        String foreign = TestApi.OTHER.reveal();

        api.call("/v1/batches/" + id).bearer(foreign).get().isError(404, "batch_not_found", "id");
        api.call("/v1/batches/" + id + "/cancel").bearer(foreign).method("POST").isError(404, "batch_not_found", "id");
        assertThat(api.call("/v1/batches").bearer(foreign).get().json().toString()).doesNotContain(id);
        for (String madeUp : List.of("batch_1", id.substring(0, id.length() - 8) + "00000000")) {
            api.call("/v1/batches/" + madeUp).get().isError(404, "batch_not_found", "id");
        }
    }

    @Test
    void batches_are_listed_the_latest_first_and_page_by_page() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(bench.run(line("a", model)));
        }
        ids.sort(Comparator.reverseOrder());

        JsonNode page = api.call("/v1/batches?limit=2").get().hasStatus(200).json();

        assertThat(page.path("has_more").asBoolean()).isTrue();
        assertThat(List.of(page.at("/data/0/id").asString(), page.at("/data/1/id").asString()))
                .isEqualTo(ids.subList(0, 2));
        assertThat(api.call("/v1/batches?limit=1&after=" + page.path("last_id").asString()).get().json()
                .at("/data/0/id").asString()).isEqualTo(ids.get(2));
        api.call("/v1/batches?after=night-1").get().isError(400, "invalid_cursor", "after");
        ids.forEach(bench::awaitEnd);
    }

    @Test
    void a_clients_own_batch_name_works_on_and_no_job_gets_into_a_batch_by_its_id() {
        BlockingQueue<FakeJob> held = hold();
        String named = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"batch\":\"";
        String id = bench.run(line("a", model));
        FakeJob own = next(held);

        api.call("/v1/jobs").post(named + id + "\"}").isError(400, "invalid_parameter", "batch");
        for (String name : List.of("night-1", "batch_1", "batch_of_mine")) {
            api.call("/v1/jobs").post(named + name + "\"}").hasStatus(202);
            next(held);
            assertThat(api.call("/v1/jobs/batches/" + name + "/cancel").method("POST").hasStatus(200).json()
                    .path("changed").asInt()).isEqualTo(1);
        }

        own.dispatch().end(FakeJob.succeeded("mine"));
        assertThat(bench.awaitEnd(id).path("request_counts").toString())
                .isEqualTo("{\"total\":1,\"completed\":1,\"failed\":0}");
    }

    @Test
    void the_file_of_an_open_batch_cannot_be_deleted() {
        BlockingQueue<FakeJob> held = hold();
        String file = bench.upload(line("a", model));
        String id = bench.create(file).json().path("id").asString();
        FakeJob job = next(held);

        api.call("/v1/files/" + file).method("DELETE").isError(409, "file_in_use", "id");
        job.dispatch().end(FakeJob.succeeded("now"));
        bench.awaitEnd(id);

        api.call("/v1/files/" + file).method("DELETE").hasStatus(200);
    }
}
