package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.chat.TokenEstimate;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiDialectTest {

    private static final String PROMPT = "How long is the \"longest\" haul?\nIn miles.";

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    @Test
    void an_answer_has_the_format_of_a_chat_completion_and_quotes_its_prompt() {
        var response = caller.openAi(Caller.openAiBody(PROMPT));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
        var body = Caller.json(response);
        assertThat(body.get("id").asString()).startsWith("chatcmpl-");
        assertThat(body.get("object").asString()).isEqualTo("chat.completion");
        assertThat(body.get("model").asString()).isEqualTo("gpt-5.4-mini");
        var choice = body.get("choices").get(0);
        assertThat(choice.get("finish_reason").asString()).isEqualTo("stop");
        var content = choice.at("/message/content").asString();
        assertThat(content).startsWith(SimulatedAnswer.fingerprint(PROMPT))
                .isEqualTo(SimulatedAnswer.expectedFor(PROMPT, simulator.config().output(), 0));
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(TokenEstimate.of(PROMPT));
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(TokenEstimate.of(content));
    }

    @Test
    void a_stream_opens_with_the_role_and_ends_with_reason_usage_and_marker() {
        var body = Caller.openAiBody(PROMPT)
                .replaceFirst("\\{", "{\"stream\":true,\"stream_options\":{\"include_usage\":true},");

        var response = caller.openAi(body);

        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        var events = Caller.events(response.body());
        assertThat(events.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        var usage = events.getLast();
        assertThat(usage.get("choices").isEmpty()).isTrue();
        assertThat(usage.at("/usage/total_tokens").asInt()).isPositive();
        assertThat(events.get(events.size() - 2).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        var text = events.stream()
                .map(event -> event.at("/choices/0/delta/content").asString(""))
                .collect(Collectors.joining());
        assertThat(text).isEqualTo(SimulatedAnswer.expectedFor(PROMPT, simulator.config().output(), 0));
    }

    @Test
    void an_answer_waits_for_its_latency() {
        simulator.configure(config -> config.withLatency(Latency.fixed(120)));

        long start = System.nanoTime();
        caller.openAi(Caller.openAiBody(PROMPT));

        assertThat(System.nanoTime() - start).isGreaterThan(115_000_000L);
    }

    @Test
    void the_ledger_counts_calls_by_job_and_tokens() {
        caller.openAi(Caller.openAiBody(PROMPT), "x-longhaul-job", "job_1;epoch=1;attempt=1");
        caller.openAi(Caller.openAiBody(PROMPT), "x-longhaul-job", "job_1;epoch=1;attempt=2");
        caller.openAi(Caller.openAiBody(PROMPT), "x-longhaul-job", "job_2;epoch=1;attempt=1");

        var totals = simulator.ledger();
        assertThat(totals.asked()).isEqualTo(3);
        assertThat(totals.billed()).isEqualTo(3);
        assertThat(totals.promptTokens()).isEqualTo(3L * TokenEstimate.of(PROMPT));
        assertThat(totals.inFlight()).isZero();
        assertThat(caller.get("/_sim/ledger/jobs").body()).isEqualTo("{\"job_1\":2,\"job_2\":1}");
    }
}
