package dev.longhaul.api.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.experiment.ExperimentStore;
import dev.longhaul.store.job.Spending;
import dev.longhaul.store.usage.UsageLedger;
import dev.longhaul.store.usage.UsageStore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExperimentsTest {

    private static final String UNKNOWN = "exp_000000000000000000000000";

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String own = TestApi.freshModel();
    private final String first = TestApi.freshModel();
    private final String second = TestApi.freshModel();

    private Answer create(String mode, String more) {
        return api.call("/v1/experiments").post("""
                {"name": "a trial", "mode": "%s", "variants": [{"name": "warm", "model": "%s"},
                 {"name": "cold", "model": "%s", "parameters": {"temperature": 0, "max_tokens": 9, "seed": null},
                  "system": "Be terse."}]%s}""".formatted(mode, first, second, more));
    }

    private String created(String mode, String more) {
        return create(mode, more).hasStatus(200).json().path("id").asString();
    }

    private String request(String experiment, String more) {
        return "{\"model\":\"" + own + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"seed\":5,"
                + "\"max_completion_tokens\":50,\"experiment\":\"" + experiment + "\"" + more + "}";
    }

    private List<SubmittedJob> taken() {
        return Stream.of(own, first, second).map(pipeline::taken).flatMap(Collection::stream).toList();
    }

    private void awaitTaken(int jobs) {
        Awaitility.await().until(() -> taken().size() == jobs);
    }

    private JsonNode submitted(String experiment, String more) {
        return api.call("/v1/jobs").post(request(experiment, more)).hasStatus(202).json();
    }

    private JsonNode experiment(String id) {
        return api.call("/v1/experiments/" + id).get().hasStatus(200).json();
    }

    @Test
    void an_experiment_is_told_as_it_was_asked_for() {
        JsonNode made = create("share", ",\"sample\":0.5,\"bucket_by\":\"metadata.team\"").hasStatus(200).json();

        assertThat(made.propertyNames()).containsExactly("id", "object", "name", "mode", "state", "stop_reason",
                "variants", "sample", "bucket_by", "max_cost_usd", "spent_usd", "created_at", "stopped_at");
        assertThat(made.path("state").asString()).isEqualTo("running");
        assertThat(made.path("variants").path(1).toString()).isEqualTo("{\"name\":\"cold\",\"model\":\"" + second
                + "\",\"parameters\":{\"temperature\":0,\"max_tokens\":9,\"seed\":null},"
                + "\"system\":\"Be terse.\",\"weight\":1}");
        String id = made.path("id").asString();
        assertThat(experiment(id)).isEqualTo(made);
        JsonNode page = api.call("/v1/experiments?limit=1").get().hasStatus(200).json();
        assertThat(page.path("data").path(0).path("id").asString()).isEqualTo(id);
        assertThat(page.path("last_id").asString()).isEqualTo(id);
        assertThat(api.call("/v1/experiments?limit=100&after=" + id).get().json().path("data")
                .findValuesAsString("id")).doesNotContain(id);
    }

    @Test
    void a_variant_may_name_one_provider_of_its_model() {
        JsonNode made = api.call("/v1/experiments").post("""
                {"name": "n", "mode": "paired", "variants": [{"name": "a", "model": "tiny", "provider": "simulator"},
                 {"name": "b", "model": "small"}]}""").hasStatus(200).json();

        assertThat(made.path("variants").findValuesAsString("model")).containsExactly("small@simulator", "small");
        assertThat(made.path("variants").path(0).path("weight").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", value = {
            "\"name\":\"n\" | \"name\":\"\" | invalid_parameter | name",
            "\"name\":\"n\", | - | missing_parameter | name",
            "\"mode\":\"share\" | \"mode\":\"blind\" | invalid_parameter | mode",
            "\"mode\":\"share\", | - | missing_parameter | mode",
            "\"name\":\"n\" | \"name\":\"n\",\"colour\":1 | unknown_parameter | colour",
            "\"name\":\"n\" | \"name\":\"n\",\"sample\":0 | invalid_parameter | sample",
            "\"name\":\"n\" | \"name\":\"n\",\"sample\":1.1 | invalid_parameter | sample",
            "\"name\":\"n\" | \"name\":\"n\",\"bucket_by\":\"lane\" | invalid_parameter | bucket_by",
            "\"name\":\"n\" | \"name\":\"n\",\"max_cost_usd\":0 | invalid_parameter | max_cost_usd",
            "\"name\":\"a\" | \"name\":\"b\" | invalid_parameter | variants[1].name",
            "\"name\":\"a\", | - | missing_parameter | variants[0].name",
            "\"name\":\"a\" | \"name\":\"a b\" | invalid_parameter | variants[0].name",
            "\"name\":\"a\" | \"name\":\"a\",\"weight\":0 | invalid_parameter | variants[0].weight",
            "\"name\":\"a\" | \"name\":\"a\",\"weight\":-1 | invalid_parameter | variants[0].weight",
            "\"name\":\"a\" | \"name\":\"a\",\"size\":1 | unknown_parameter | variants[0].size",
            "\"name\":\"a\" | \"name\":\"a\",\"system\":\"\" | invalid_parameter | variants[0].system",
            "\"model\":\"tiny\" | \"model\":5 | invalid_parameter | variants[1].model",
            "\"model\":\"tiny\" | \"model\":\"gpt-0\" | model_not_found | variants[1].model",
            "\"model\":\"tiny\" | \"model\":\"tiny\",\"provider\":\"nobody\" | invalid_parameter | variants[1].provider",
            "\"model\":\"tiny\" | \"model\":\"tiny\",\"provider\":\"abroad\" | model_not_found | variants[1].provider",
            "\"p\":1 | \"temperature\":3 | invalid_parameter | variants[1].parameters.temperature",
            "\"p\":1 | \"max_tokens\":0 | invalid_parameter | variants[1].parameters.max_tokens",
            "\"p\":1 | \"n\":0 | invalid_parameter | variants[1].parameters.n",
            "\"p\":1 | \"stop\":[] | invalid_parameter | variants[1].parameters.stop",
            "\"p\":1 | \"messages\":[] | invalid_parameter | variants[1].parameters.messages",
            "\"p\":1 | \"stream\":true | invalid_parameter | variants[1].parameters.stream",
            "\"p\":1 | \"lane\":\"batch\" | invalid_parameter | variants[1].parameters.lane"})
    void what_is_wrong_is_told_with_its_place(String text, String instead, String code, String param) {
        String good = """
                {"name":"n","mode":"share","variants":[{"name":"a","model":"small"},\
                {"name":"b","model":"tiny","parameters":{"p":1}}]}""";
        assertThat(good).contains(text);

        api.call("/v1/experiments").post(good.replace(text, instead == null ? "" : instead))
                .isError(ErrorCode.valueOf(code.toUpperCase(Locale.ROOT)).httpStatus(), code, param);
    }

    @Test
    void a_comparison_needs_two_variants_and_takes_ten() {
        String variants = String.join(",", IntStream.range(0, 11)
                .mapToObj(i -> "{\"name\":\"v" + i + "\",\"model\":\"small\"}").toList());

        create("share", "").hasStatus(200);
        api.call("/v1/experiments").post("{\"name\":\"n\",\"mode\":\"share\"}").isError(400, "missing_parameter",
                "variants");
        api.call("/v1/experiments")
                .post("{\"name\":\"n\",\"mode\":\"share\",\"variants\":[{\"name\":\"a\",\"model\":\"small\"}]}")
                .isError(400, "invalid_parameter", "variants");
        api.call("/v1/experiments").post("{\"name\":\"n\",\"mode\":\"share\",\"variants\":[" + variants + "]}")
                .isError(400, "invalid_parameter", "variants[10]");
    }

    @Test
    void what_has_no_meaning_is_refused() {
        create("paired", "").hasStatus(200);
        api.call("/v1/experiments").post("""
                {"name": "n", "mode": "paired", "variants": [{"name": "a", "model": "small"},
                 {"name": "b", "model": "small", "weight": 2}]}""")
                .isError(400, "invalid_parameter", "variants[1].weight");
        // nothing of a model without a price could be counted
        create("share", ",\"max_cost_usd\":5").isError(400, "invalid_parameter", "max_cost_usd");
    }

    @Test
    void another_tenants_experiment_is_not_there() {
        String id = created("share", "");
        String other = TestApi.OTHER.reveal();

        api.call("/v1/experiments/" + id).bearer(other).get().isError(404, "not_found", "id");
        api.call("/v1/experiments/" + id + "/report").bearer(other).get().isError(404, "not_found", "id");
        api.call("/v1/experiments/" + id + "/stop").bearer(other).post("").isError(404, "not_found", "id");
        assertThat(api.call("/v1/experiments?limit=100").bearer(other).get().json().path("data")
                .findValuesAsString("id")).doesNotContain(id);
        api.call("/v1/jobs").bearer(other).post(request(id, "")).isError(404, "not_found", "experiment");
        api.call("/v1/chat/completions").bearer(other).post(request(id, "")).isError(404, "not_found", "experiment");
        api.call("/v1/jobs").post(request(UNKNOWN, "")).isError(404, "not_found", "experiment");
        api.call("/v1/jobs").post(request("mine", "")).isError(400, "invalid_parameter", "experiment");
        JsonNode line = JsonMapper.shared().readTree(api.call("/v1/jobs/bulk")
                .header("Content-Type", "application/x-ndjson").post(request(UNKNOWN, "")).hasStatus(200).body());
        assertThat(line.path("status").asInt()).isEqualTo(404);
        assertThat(line.path("error").path("param").asString()).isEqualTo("experiment");
        assertThat(taken()).isEmpty();
    }

    @Test
    void a_job_is_asked_as_its_variant_says_and_tells_so() {
        String id = created("share", ",\"bucket_by\":\"user\"");
        Set<String> variants = new HashSet<>();
        int jobs = 0;
        while (variants.size() < 2) {
            JsonNode job = submitted(id, ",\"user\":\"u-" + jobs++ + "\"");
            JsonNode part = job.path("experiment");
            assertThat(part.path("id").asString()).isEqualTo(id);
            assertThat(part.path("shadow_of").isNull()).isTrue();
            assertThat(job.path("model").asString()).isEqualTo(part.path("variant").asString().equals("warm")
                    ? first
                    : second);
            variants.add(part.path("variant").asString());
        }
        awaitTaken(jobs);

        assertThat(pipeline.taken(own)).isEmpty();
        assertThat(pipeline.taken(first)).allSatisfy(job -> {
            assertThat(job.experiment()).isEqualTo(new ExperimentPart(id, "warm", null));
            assertThat(job.estimate().completion()).isEqualTo(50);
        });
        SubmittedJob cold = pipeline.taken(second).getFirst();
        assertThat(cold.request()).contains("\"temperature\":0", "\"max_tokens\":9",
                "{\"role\":\"system\",\"content\":\"Be terse.\"},{\"role\":\"user\",\"content\":\"hi\"}")
                .doesNotContain("seed", "max_completion_tokens", id);
        assertThat(cold.estimate().completion()).isEqualTo(9);
        assertThat(cold.cacheKey()).as("temperature 0 may be shared").isNotNull();
        JsonNode seen = api.call("/v1/jobs/" + cold.id() + "?wait=20").get().json();
        assertThat(seen.path("experiment").path("variant").asString()).isEqualTo("cold");
        assertThat(seen.path("status").asString()).isEqualTo("succeeded");
    }

    @Test
    void who_comes_again_meets_the_same_variant_by_whatever_way() {
        String id = created("share", ",\"bucket_by\":\"metadata.team\"");
        for (int i = 0; i < 5; i++) {
            String team = ",\"metadata\":{\"team\":\"t-" + i + "\"}";
            String model = submitted(id, team).path("model").asString();

            assertThat(submitted(id, team).path("model").asString()).isEqualTo(model);
            JsonNode line = JsonMapper.shared().readTree(api.call("/v1/jobs/bulk")
                    .header("Content-Type", "application/x-ndjson").post(request(id, team)).hasStatus(200).body());
            assertThat(api.call("/v1/jobs/" + line.path("job").path("id").asString() + "?wait=20").get().json()
                    .path("model").asString()).isEqualTo(model);
            assertThat(api.call("/v1/chat/completions").post(request(id, team)).hasStatus(200).body())
                    .contains("Hello from " + model);
        }
    }

    @Test
    void an_experiment_that_is_stopped_or_does_not_sample_the_bucket_changes_nothing() {
        String stopped = created("share", "");
        JsonNode answer = api.call("/v1/experiments/" + stopped + "/stop").post("").hasStatus(200).json();
        assertThat(answer.path("state").asString()).isEqualTo("stopped");
        assertThat(answer.path("stop_reason").asString()).isEqualTo("by_user");
        assertThat(api.call("/v1/experiments/" + stopped + "/stop").post("").hasStatus(200).json()).isEqualTo(answer);

        for (String id : List.of(stopped, created("share", ",\"sample\":0.000001"),
                created("paired", ",\"sample\":0.000001"))) {
            JsonNode job = submitted(id, "");
            assertThat(job.path("model").asString()).isEqualTo(own);
            assertThat(job.path("experiment").isNull()).isTrue();
        }
        awaitTaken(3);
        assertThat(pipeline.taken(own)).hasSize(3).allMatch(job -> job.experiment() == null);
    }

    @Test
    void a_repeat_is_the_same_job_though_the_experiment_has_stopped_since() {
        String id = created("share", "");
        String key = UUID.randomUUID().toString();
        JsonNode job = api.call("/v1/jobs").header("Idempotency-Key", key).post(request(id, "")).hasStatus(202).json();
        api.call("/v1/experiments/" + id + "/stop").post("").hasStatus(200);

        JsonNode repeat = api.call("/v1/jobs").header("Idempotency-Key", key).post(request(id, "")).hasStatus(202)
                .json();

        assertThat(repeat.path("id")).isEqualTo(job.path("id"));
        api.call("/v1/jobs").header("Idempotency-Key", key).post(request(created("share", ""), ""))
                .isError(422, "idempotency_key_reused", "Idempotency-Key");
    }

    @Test
    void every_variant_runs_the_prompt_of_a_paired_experiment_once_beside_the_clients_own_job() {
        String id = created("paired", "");
        pipeline.script(own, job -> {
            // so that the record does not know it, and the repeat is sent again
        });
        String key = UUID.randomUUID().toString();
        String body = request(id, ",\"custom_id\":\"c\",\"batch\":\"b\",\"webhook_url\":\"https://example.com/h\"");
        JsonNode job = api.call("/v1/jobs").header("Idempotency-Key", key).post(body).hasStatus(202).json();
        awaitTaken(3);
        api.call("/v1/jobs").header("Idempotency-Key", key).post(body).hasStatus(202);
        awaitTaken(6);

        assertThat(job.path("model").asString()).isEqualTo(own);
        assertThat(job.path("experiment").isNull()).isTrue();
        for (String model : List.of(own, first, second)) {
            List<SubmittedJob> twice = pipeline.taken(model);
            assertThat(twice.get(1).id()).isEqualTo(twice.get(0).id());
        }
        SubmittedJob shadow = pipeline.taken(second).getFirst();
        assertThat(shadow.experiment()).isEqualTo(
                new ExperimentPart(id, "cold", pipeline.taken(own).getFirst().id()));
        assertThat(shadow).returns(Lane.BATCH, SubmittedJob::lane).returns(0, SubmittedJob::priority)
                .returns(null, SubmittedJob::webhookUrl).returns(null, SubmittedJob::customId)
                .returns(null, SubmittedJob::batch).returns(null, SubmittedJob::replyTo);
        assertThat(api.call("/v1/jobs/" + shadow.id() + "?wait=20").get().json().path("experiment").path("shadow_of"))
                .isEqualTo(job.path("id"));
        Awaitility.await().until(() -> report(id).path("variants").path(0).path("succeeded").asInt() == 1);
        assertThat(report(id).path("variants").path(0).path("jobs").asInt()).isEqualTo(1);
    }

    private JsonNode report(String id) {
        return api.call("/v1/experiments/" + id + "/report").get().hasStatus(200).json();
    }

    @Test
    void a_report_compares_prompt_by_prompt() {
        String id = created("paired", "");
        pipeline.script(first, job -> {
            if (job.record()) {
                job.dispatch().end(FakeJob.succeeded("0123456789"));
            }
        });
        pipeline.script(second, job -> {
            if (job.record()) {
                boolean fails = job.submitted().metadata().containsKey("hard");
                job.dispatch().end(fails
                        ? new Outcome.Failed(Failure.of(ErrorCode.CONTENT_FILTERED, "No."))
                        : FakeJob.succeeded("0123"));
            }
        });
        for (int i = 0; i < 10; i++) {
            submitted(id, i < 2 ? ",\"metadata\":{\"hard\":\"yes\"}" : "");
        }
        Awaitility.await().until(() -> report(id).path("variants").valueStream()
                .mapToInt(each -> each.path("jobs").asInt() - each.path("open").asInt()).sum() == 20);

        JsonNode report = report(id);

        assertThat(report.path("confidence").asDouble()).isEqualTo(0.95);
        JsonNode warm = report.path("variants").path(0);
        JsonNode cold = report.path("variants").path(1);
        assertThat(warm.path("answer_characters").toString()).isEqualTo(
                "{\"value\":10.0,\"low\":10.0,\"high\":10.0,\"n\":10}");
        assertThat(warm.path("prompt_tokens").path("value").asDouble()).isEqualTo(7);
        assertThat(warm.path("latency_ms").path("p50").path("n").asInt()).isEqualTo(10);
        assertThat(warm.path("provider_latency_ms").path("p50").toString()).isEqualTo(
                "{\"value\":12.0,\"low\":12.0,\"high\":12.0,\"n\":10}");
        assertThat(warm.path("provider_latency_ms").path("p95").path("high").isNull()).isTrue();
        assertThat(cold.path("success_rate").path("value").asDouble()).isEqualTo(0.8);
        assertThat(cold.path("refusal_rate").path("value").asDouble()).isEqualTo(0.2);
        assertThat(cold.path("failed").asInt()).isEqualTo(2);
        JsonNode difference = report.path("differences").path(0);
        assertThat(difference.path("variant").asString()).isEqualTo("cold");
        assertThat(difference.path("baseline").asString()).isEqualTo("warm");
        assertThat(difference.path("pairs").asInt()).isEqualTo(10);
        assertThat(difference.path("success_rate").path("value").asDouble()).isEqualTo(-0.2);
        assertThat(difference.path("answer_characters").toString()).isEqualTo(
                "{\"value\":-6.0,\"low\":-6.0,\"high\":-6.0,\"n\":8}");
    }

    /** What somebody counts as a result-store does. */
    private void spend(String experiment, long nanoDollars) {
        UsageLedger ledger = pipeline.usage().ledger(tenant -> ZoneOffset.UTC,
                UUID.randomUUID().toString().replace("-", ""));
        ledger.post(ledger.open(List.of()), List.of(new Spending("acme", null, null, "small", null,
                Instant.parse("2018-03-01T12:00:00Z"), Usage.NONE, nanoDollars, true,
                new Spending.Share(experiment, nanoDollars))));
    }

    @Test
    void an_experiment_that_has_cost_as_much_as_it_may_takes_no_more_jobs() {
        String id = api.call("/v1/experiments").post("""
                {"name": "n", "mode": "share", "max_cost_usd": 0.003, "variants": [{"name": "a", "model": "small"},
                 {"name": "b", "model": "tiny"}]}""").hasStatus(200).json().path("id").asString();
        AtomicLong nanoTime = new AtomicLong();
        ExperimentDirectory elsewhere = new ExperimentDirectory(api.context().getBean(ExperimentStore.class),
                api.context().getBean(UsageStore.class), Runnable::run, nanoTime::get);
        spend(id, 2_999_999);
        assertThat(experiment(id).path("state").asString()).isEqualTo("running");
        assertThat(experiment(id).path("spent_usd").decimalValue()).isEqualByComparingTo("0.002999999");
        assertThat(submitted(id, "").path("model").asString()).isEqualTo("small");
        assertThat(elsewhere.find("acme", id)).hasValueSatisfying(known -> assertThat(known.runs()).isTrue());

        spend(id, 1);

        Awaitility.await().until(() -> submitted(id, "").path("model").asString().equals(own));
        JsonNode stopped = experiment(id);
        assertThat(stopped.path("state").asString()).isEqualTo("stopped");
        assertThat(stopped.path("stop_reason").asString()).isEqualTo("spend_cap");
        assertThat(stopped.path("spent_usd").decimalValue()).isEqualByComparingTo("0.003");
        nanoTime.addAndGet(ExperimentDirectory.STALE.toNanos());
        assertThat(elsewhere.find("acme", id).map(Experiment::stopped)).as("every instance").isPresent();
        assertThat(Objects.requireNonNull(elsewhere.find("acme", id).orElseThrow().stopped()).at()).isNotNull();
    }
}
