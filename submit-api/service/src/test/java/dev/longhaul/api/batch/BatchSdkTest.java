package dev.longhaul.api.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's own SDK for Java, unchanged, runs a batch. */
class BatchSdkTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String good = TestApi.freshModel();
    private final String ambiguous = TestApi.freshModel();
    private final OpenAIClient client = OpenAIOkHttpClient.builder().baseUrl(api.url() + "/v1")
            .apiKey(TestApi.ACME.reveal()).timeout(Duration.ofSeconds(30)).build();

    @AfterEach
    void close() {
        client.close();
    }

    private static String line(String customId, String model, String more) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                + "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}}\n";
    }

    private FileObject upload(String lines) {
        return client.files().create(FileCreateParams.builder().purpose(FilePurpose.BATCH)
                .file(lines.getBytes(StandardCharsets.UTF_8)).build());
    }

    private Batch start(FileObject input) {
        return client.batches()
                .create(BatchCreateParams.builder().inputFileId(input.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H).build());
    }

    private Batch awaitEnd(Batch batch) {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> client.batches().retrieve(batch.id()),
                now -> now.completedAt().isPresent() || now.failedAt().isPresent() || now.cancelledAt().isPresent());
    }

    private Map<String, JsonNode> lines(String file) {
        Map<String, JsonNode> lines = new TreeMap<>();
        try (HttpResponse content = client.files().content(file); InputStream body = content.body()) {
            new String(body.readAllBytes(), StandardCharsets.UTF_8).lines().map(JSON::readTree)
                    .forEach(line -> lines.put(line.path("custom_id").asString(), line));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return lines;
    }

    @Test
    void a_file_becomes_a_batch_and_its_answers_a_file() {
        Batch created = start(upload(line("a", good, "") + line("b", good, "") + line("c", good, "")));
        assertThat(created.status()).isEqualTo(Batch.Status.VALIDATING);

        Batch ended = awaitEnd(created);

        assertThat(ended.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(ended.requestCounts().orElseThrow().completed()).isEqualTo(3);
        assertThat(ended.errorFileId()).isEmpty();
        assertThat(ended.model()).contains(good);
        assertThat(ended.usage().orElseThrow().totalTokens()).isEqualTo(30);
        Map<String, JsonNode> output = lines(ended.outputFileId().orElseThrow());
        assertThat(output.keySet()).containsExactly("a", "b", "c");
        JsonNode one = Objects.requireNonNull(output.get("b"));
        assertThat(one.path("error").isNull()).isTrue();
        assertThat(one.path("response").path("status_code").asInt()).isEqualTo(200);
        assertThat(one.at("/response/body/choices/0/message/content").asString()).isEqualTo("Hello from " + good);
        assertThat(one.path("id").asString()).startsWith("batch_req_");
    }

    @Test
    void what_has_no_answer_is_in_the_error_file() {
        pipeline.script(ambiguous, job -> {
            job.record();
            job.dispatch().end(
                    new Outcome.Failed(Failure.of(ErrorCode.OUTCOME_UNKNOWN, "It may have been carried out.")));
        });

        Batch ended = awaitEnd(start(upload(line("good-1", good, "") + line("unknown", "no-such-model", "")
                + "\n" + line("good-2", good, ",\"temperature\":0.2") + line("ambiguous", ambiguous, "")
                + line("bad", good, ",\"temperature\":9"))));

        assertThat(ended.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(ended.requestCounts().orElseThrow().total()).isEqualTo(5);
        assertThat(ended.requestCounts().orElseThrow().completed()).isEqualTo(2);
        assertThat(ended.requestCounts().orElseThrow().failed()).isEqualTo(3);
        assertThat(lines(ended.outputFileId().orElseThrow()).keySet()).containsExactly("good-1", "good-2");
        Map<String, JsonNode> errors = lines(ended.errorFileId().orElseThrow());
        assertThat(errors.keySet()).containsExactly("ambiguous", "bad", "unknown");
        assertThat(told(errors, "unknown")).isEqualTo("400 model_not_found");
        assertThat(told(errors, "bad")).isEqualTo("400 invalid_parameter");
        assertThat(told(errors, "ambiguous")).isEqualTo("502 outcome_unknown");
    }

    private static String told(Map<String, JsonNode> lines, String customId) {
        JsonNode line = Objects.requireNonNull(lines.get(customId));
        return line.at("/response/status_code").asInt() + " " + line.at("/response/body/error/code").asString();
    }
}
