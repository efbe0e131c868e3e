package dev.longhaul.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator is a fair judge of the dialect: what it says is what OpenAI's own SDK understands. */
class SdkParsesSimulatorTest {

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final OpenAIClient client = OpenAIOkHttpClient.builder().baseUrl(simulator.baseUrl() + "/v1")
            .apiKey("sk-test").maxRetries(0).build();

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    @Test
    void an_answer() {
        ChatCompletion answer = client.chat().completions().create(ask("How far?").build()).validate();

        Choice choice = answer.choices().getFirst();
        assertThat(choice.message().content())
                .contains(SimulatedAnswer.expectedFor("How far?", simulator.config().output(), 0));
        assertThat(choice.finishReason()).isEqualTo(Choice.FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
    }

    @Test
    void a_call_of_a_tool() {
        FunctionDefinition tool = FunctionDefinition.builder().name("look_up")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();

        Choice choice = client.chat().completions()
                .create(ask("[[sim:tool]] How far?").addFunctionTool(tool).build()).validate().choices().getFirst();

        assertThat(choice.finishReason()).isEqualTo(Choice.FinishReason.TOOL_CALLS);
        assertThat(choice.message().toolCalls().orElseThrow().getFirst().asFunction().function().name())
                .isEqualTo("look_up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"How far?", "[[sim:block]] How far?", "[[sim:tokens=3]] How far?"})
    void a_stream(String question) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams asked = ask(question)
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()).build();
        try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions().createStreaming(asked)) {
            chunks.stream().map(ChatCompletionChunk::validate).forEach(whole::accumulate);
        }

        ChatCompletion answer = client.chat().completions().create(ask(question).build());
        Choice streamed = whole.chatCompletion().choices().getFirst();
        assertThat(streamed.message().content()).isEqualTo(answer.choices().getFirst().message().content());
        assertThat(streamed.finishReason()).isEqualTo(answer.choices().getFirst().finishReason());
        assertThat(whole.chatCompletion().usage().orElseThrow().completionTokens())
                .isEqualTo(answer.usage().orElseThrow().completionTokens());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422, 429, 500, 503})
    void an_error(int status) {
        assertThatThrownBy(() -> client.chat().completions().create(ask("[[sim:status=" + status + "]]").build()))
                .isInstanceOfSatisfying(OpenAIServiceException.class, error -> {
                    assertThat(error.statusCode()).isEqualTo(status);
                    assertThat(error.type()).isPresent();
                    assertThat(error.getMessage()).hasSizeGreaterThan(10);
                });
    }

    @Test
    void an_error_amid_a_stream() {
        try (StreamResponse<ChatCompletionChunk> chunks = client.chat().completions()
                .createStreaming(ask("[[sim:status=503,midstream]]").build())) {
            assertThatThrownBy(() -> chunks.stream().forEach(ChatCompletionChunk::validate))
                    .isInstanceOf(OpenAIServiceException.class);
        }
    }

    private static ChatCompletionCreateParams.Builder ask(String question) {
        return ChatCompletionCreateParams.builder().model("gpt-5.4-nano").addUserMessage(question);
    }
}
