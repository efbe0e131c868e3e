package dev.longhaul.worker.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator is a fair judge of the dialect: what it says is what Anthropic's own SDK understands. */
class SdkParsesSimulatorTest {

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final AnthropicClient client = AnthropicOkHttpClient.builder().baseUrl(simulator.baseUrl() + "/anthropic")
            .apiKey("sk-ant-test").maxRetries(0).build();

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    @Test
    void an_answer() {
        Message answer = client.messages().create(ask("How far?").build()).validate();

        assertThat(answer.content().getFirst().asText().text())
                .isEqualTo(SimulatedAnswer.expectedFor("How far?", simulator.config().output(), 0));
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isPositive();
    }

    @Test
    void a_call_of_a_tool() {
        Tool tool = Tool.builder().name("look_up").inputSchema(Tool.InputSchema.builder()
                .properties(Tool.InputSchema.Properties.builder()
                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string"))).build())
                .build()).build();

        Message answer = client.messages().create(ask("[[sim:tool]] How far?").addTool(tool).build()).validate();

        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.content().getFirst().asToolUse().name()).isEqualTo("look_up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"How far?", "[[sim:block]] How far?", "[[sim:tokens=3]] How far?"})
    void a_stream(String question) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(ask(question).build())) {
            events.stream().map(RawMessageStreamEvent::validate).forEach(whole::accumulate);
        }

        Message answer = client.messages().create(ask(question).build());
        assertThat(whole.message().content()).isEqualTo(answer.content());
        assertThat(whole.message().stopReason()).isEqualTo(answer.stopReason());
        assertThat(whole.message().usage().outputTokens()).isEqualTo(answer.usage().outputTokens());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 422, 429, 500, 504, 529})
    void an_error(int status) {
        assertThatThrownBy(() -> client.messages().create(ask("[[sim:status=" + status + "]]").build()))
                .isInstanceOfSatisfying(AnthropicServiceException.class, error -> {
                    assertThat(error.statusCode()).isEqualTo(status);
                    assertThat(error.type()).isPresent();
                });
    }

    @Test
    void an_error_amid_a_stream() {
        try (StreamResponse<RawMessageStreamEvent> events = client.messages()
                .createStreaming(ask("[[sim:status=529,midstream]]").build())) {
            assertThatThrownBy(() -> events.stream().forEach(RawMessageStreamEvent::validate))
                    .isInstanceOf(AnthropicServiceException.class).hasMessageContaining("overloaded_error");
        }
    }

    private static MessageCreateParams.Builder ask(String question) {
        return MessageCreateParams.builder().model("claude-sonnet-4-6").maxTokens(1_000).addUserMessage(question);
    }
}
