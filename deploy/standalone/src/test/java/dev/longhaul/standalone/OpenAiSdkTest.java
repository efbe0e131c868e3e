package dev.longhaul.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.models.Model;
import dev.longhaul.client.Job;
import dev.longhaul.client.JobRequest;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Output;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own SDK for Java, unchanged, through every server of the platform to the provider and back. */
class OpenAiSdkTest {

    private static final String MODEL = "gpt-5.4-nano";
    private static final Simulator PROVIDER = Simulator.start(SimulatorConfig.defaults());

    @TempDir
    private static Path data = Path.of("");

    private static String url = "";
    private static String apiKey = "";
    private static AutoCloseable platform = () -> {
    };

    private final OpenAIClient client = client(apiKey, Duration.ofSeconds(60));

    @BeforeAll
    static void start() throws IOException {
        StandaloneProcess started = StandaloneProcess.start(data, PROVIDER);
        platform = started;
        url = started.url();
        apiKey = started.apiKey();
    }

    @AfterAll
    static void stop() throws Exception {
        platform.close();
        PROVIDER.close();
    }

    private static OpenAIClient client(String key, Duration timeout) {
        return OpenAIOkHttpClient.builder().baseUrl(url + "/v1").apiKey(key).timeout(timeout).build();
    }

    private static ChatCompletionCreateParams.Builder ask(String prompt) {
        return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage(prompt);
    }

    @Test
    void a_chat_call_is_answered_with_what_the_provider_said_and_counted() {
        ChatCompletion completion = client.chat().completions().create(ask("Say something.").build());

        assertThat(completion.choices()).hasSize(1);
        assertThat(completion.choices().getFirst().message().content().orElse("")).isNotBlank();
        assertThat(completion.usage().orElseThrow().completionTokens()).isPositive();
    }

    @Test
    void tokens_arrive_while_the_provider_still_produces_them() {
        // 100 tokens take five seconds: the first is here long before the last is made
        PROVIDER.configure(config -> config.withOutput(new Output(100, 100, 20, 1)));
        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions()
                .createStreaming(ask("Tell me a story.")
                        .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            StringBuilder text = new StringBuilder();
            while (text.isEmpty()) {
                text.append(content(chunks.next()));
            }
            assertThat(PROVIDER.ledger().inFlight()).as("calls that the provider is still answering").isPositive();

            List<ChatCompletionChunk> rest = Stream.generate(chunks::next).takeWhile(chunk -> chunk.usage().isEmpty())
                    .toList();
            text.append(rest.stream().map(OpenAiSdkTest::content).collect(Collectors.joining()));
            assertThat(chunks.hasNext()).isFalse();
            assertThat(rest.getLast().choices().getFirst().finishReason()).isPresent();
            assertThat(text.toString()).hasSizeGreaterThan(100);
        } finally {
            PROVIDER.configure(config -> config.withOutput(SimulatorConfig.defaults().output()));
        }
    }

    @Test
    void a_call_may_be_less_patient_than_its_provider() {
        try (LonghaulClient poller = LonghaulClient.builder().url(url).apiKey(apiKey).build()) {
            Job ended = poller.waitFor(poller.submit(JobRequest.chat(MODEL).user("[[sim:stall=20,times=1]] Go on.")
                    .timeouts(new CallTimeouts(null, 1, 1, null)).build()).id(), Duration.ofSeconds(60));

            assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
            assertThat(ended.json().path("attempts").findValuesAsString("code")).startsWith("timeout");
        }
    }

    private static String content(ChatCompletionChunk chunk) {
        return chunk.choices().stream().map(choice -> choice.delta().content().orElse(""))
                .collect(Collectors.joining());
    }

    @Test
    void models_are_listed_and_read() {
        assertThat(client.models().list().data()).extracting(Model::id).contains(MODEL);
        assertThat(client.models().retrieve(MODEL).id()).isEqualTo(MODEL);
    }

    @Test
    void errors_come_as_the_exceptions_that_users_know() {
        assertThatThrownBy(() -> client.chat().completions().create(ask("hi").model("gpt-0").build()))
                .isInstanceOf(NotFoundException.class).hasMessageContaining("gpt-0");
        assertThatThrownBy(() -> client.chat().completions().create(ask("[[sim:status=400]] hi").build()))
                .isInstanceOf(BadRequestException.class);
        OpenAIClient stranger = client("lh_unknown", Duration.ofSeconds(30));
        assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }

    @Test
    void a_call_that_takes_longer_than_its_client_waits_can_be_polled_for_its_answer() {
        OpenAIClient hasty = client(apiKey, Duration.ofSeconds(3));
        String job = "";
        try {
            hasty.chat().completions().create(ask("[[sim:slow=6000]] Think first.").build());
        } catch (InternalServerException e) {
            assertThat(e.statusCode()).isEqualTo(504);
            job = e.headers().values("x-longhaul-job-id").getFirst();
        }
        hasty.close();

        assertThat(job).as("the id in the 504").isNotEmpty();
        try (LonghaulClient jobs = LonghaulClient.builder().url(url).apiKey(apiKey).build()) {
            assertThat(jobs.waitFor(JobId.parse(job), Duration.ofSeconds(60)).state()).isEqualTo(JobState.SUCCEEDED);
        }
    }

    @Test
    void a_batch_goes_through_all_of_it_and_its_files_say_what_came_of_each_line() throws IOException {
        String lines = batchLine("plain", MODEL, "Say something.", "") + batchLine("other", "gpt-0", "hi", "")
                + batchLine("held", MODEL, "[[sim:reset=20]] Say it.", ",\"on_ambiguous\":\"hold\"")
                + batchLine("refused", MODEL, "[[sim:status=400]] hi", "");
        FileObject input = client.files().create(FileCreateParams.builder().purpose(FilePurpose.BATCH)
                .file(lines.getBytes(StandardCharsets.UTF_8)).build());
        Batch batch = client.batches()
                .create(BatchCreateParams.builder().inputFileId(input.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H).build());

        Batch ended = Awaitility.await().atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(batch.id()), now -> now.completedAt().isPresent());

        assertThat(ended.requestCounts().orElseThrow().completed()).isEqualTo(1);
        assertThat(ended.requestCounts().orElseThrow().failed()).isEqualTo(3);
        assertThat(ended.usage().orElseThrow().totalTokens()).isPositive();
        assertThat(content(ended.outputFileId().orElseThrow())).hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("\"custom_id\":\"plain\"", "\"status_code\":200"));
        assertThat(content(ended.errorFileId().orElseThrow())).satisfiesExactly(
                line -> assertThat(line).contains("\"custom_id\":\"other\"", "\"status_code\":400",
                        "model_not_found"),
                line -> assertThat(line).contains("\"custom_id\":\"held\"", "\"status_code\":502",
                        "outcome_unknown"),
                line -> assertThat(line).contains("\"custom_id\":\"refused\"", "\"status_code\":400",
                        "provider_refused"));
    }

    private static String batchLine(String customId, String model, String prompt, String more) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                + "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]"
                + more
                + "}}\n";
    }

    private List<String> content(String file) throws IOException {
        try (HttpResponse response = client.files().content(file); InputStream body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
