package dev.longhaul.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own SDK for Java, unchanged, against this service. */
class OpenAiSdkTest {

    private final TestApi api = TestApi.shared();
    private final FakePipeline pipeline = FakePipeline.shared();
    private final String model = TestApi.freshModel();
    private final OpenAIClient client = client(TestApi.ACME.reveal(), Duration.ofSeconds(30));

    private OpenAIClient client(String key, Duration timeout) {
        return OpenAIOkHttpClient.builder().baseUrl(api.url() + "/v1").apiKey(key).timeout(timeout).build();
    }

    private ChatCompletionCreateParams.Builder hello() {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("hi");
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void a_chat_call_is_answered() {
        ChatCompletion completion = client.chat().completions().create(hello().temperature(0.5).build());

        assertThat(completion.choices().getFirst().message().content()).contains("Hello from " + model);
        assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(10);
    }

    @Test
    void a_stream_is_read_piece_by_piece_as_the_pieces_are_made() {
        CompletableFuture<FakeJob> held = new CompletableFuture<>();
        pipeline.script(model, job -> {
            job.record();
            held.complete(job.dispatch().chunks(0, "One"));
        });

        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions().createStreaming(hello()
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            assertThat(chunks.next().choices().getFirst().delta().content()).contains("One");
            held.join().chunks(1, "Two");
            assertThat(chunks.next().choices().getFirst().delta().content()).contains("Two");
            held.join().chunks(2, "").end(FakeJob.succeeded("OneTwo"));
            assertThat(chunks.next().choices().getFirst().finishReason()).isPresent();
            assertThat(chunks.next().usage().orElseThrow().totalTokens()).isEqualTo(10);
            assertThat(chunks.hasNext()).isFalse();
        }
    }

    @Test
    void an_error_within_a_stream_is_raised() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().chunks(0, "One")
                    .end(new Outcome.Failed(new Failure("provider_unavailable", "Gone.", null, null, null)));
        });

        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions()
                .createStreaming(hello().build())) {
            assertThatThrownBy(() -> stream.stream().forEach(chunk -> assertThat(chunk.choices()).isNotEmpty()))
                    .isInstanceOf(SseException.class).hasMessageContaining("Gone.");
        }
    }

    @Test
    void models_are_listed_and_read() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("small");
        assertThat(client.models().retrieve("small").ownedBy()).isEqualTo("simulator");
    }

    @Test
    void errors_come_as_the_exceptions_that_users_know() {
        assertThatThrownBy(() -> client.chat().completions().create(hello().model("gpt-0").build()))
                .isInstanceOf(NotFoundException.class).hasMessageContaining("gpt-0");
        assertThatThrownBy(() -> client.chat().completions().create(hello().n(0).build()))
                .isInstanceOfSatisfying(BadRequestException.class, e -> assertThat(e.param()).contains("n"));
        OpenAIClient stranger = client("sk-unknown", Duration.ofSeconds(30));
        assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        stranger.close();
    }

    @Test
    void a_failed_job_is_not_submitted_again_by_the_sdk() {
        pipeline.script(model, job -> {
            job.record();
            job.dispatch().end(
                    new Outcome.Failed(new Failure("provider_unavailable", "The provider is down.", null, null, null)));
        });

        assertThatThrownBy(() -> client.chat().completions().create(hello().build()))
                .isInstanceOfSatisfying(InternalServerException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(502);
                    assertThat(e.code()).contains("provider_unavailable");
                });
        assertThat(pipeline.taken(model)).hasSize(1);
    }

    @Test
    void the_sdks_own_timeout_ends_in_our_504_with_the_jobs_id() {
        pipeline.script(model, FakeJob::record);
        OpenAIClient hasty = client(TestApi.ACME.reveal(), Duration.ofSeconds(2));

        assertThatThrownBy(() -> hasty.chat().completions().create(hello().build()))
                .isInstanceOfSatisfying(InternalServerException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(504);
                    assertThat(e.headers().values("x-longhaul-job-id")).hasSize(1);
                });
        assertThat(pipeline.taken(model)).hasSize(1);
        hasty.close();
    }

    @Test
    void the_older_path_serves_the_sdk_as_well() {
        OpenAIClient old = OpenAIOkHttpClient.builder().baseUrl(api.url() + "/api/v1/llm")
                .apiKey(TestApi.ACME.reveal()).build();

        assertThat(old.chat().completions().create(hello().build()).choices()).hasSize(1);
        old.close();
    }
}
