package dev.longhaul.worker.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.dialect.Chunk;
import dev.longhaul.worker.dialect.EventReader;
import dev.longhaul.worker.dialect.EventReader.Step;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.dialect.Translation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A client gives back the message that it got, with the results of the tools, as every OpenAI client does. */
class ToolConversationTest {

    private static final String MODEL = "gemini-3-flash";
    private static final String SIGNATURE = "CpcHAdHtim9+/w==Zz_-";
    private static final String FIRST_EVENT = """
            {"responseId":"r1","candidates":[{"content":{"role":"model","parts":[
            {"text":"Let me look."},
            {"functionCall":{"name":"weather","args":{"city":"Köln","days":[1,2]}},"thoughtSignature":"%s"}]}}]}"""
            .formatted(SIGNATURE);
    private static final String SECOND_EVENT = """
            {"responseId":"r1","candidates":[{"content":{"role":"model","parts":[
            {"functionCall":{"name":"weather","args":{"city":"Bonn"}}}]},"finishReason":"STOP"}]}""";
    private static final String WHOLE = """
            {"responseId":"r1","candidates":[{"content":{"role":"model","parts":[
            {"text":"Let me look."},
            {"functionCall":{"name":"weather","args":{"city":"Köln","days":[1,2]}},"thoughtSignature":"%s"},
            {"functionCall":{"name":"weather","args":{"city":"Bonn"}}}]},"finishReason":"STOP"}]}"""
            .formatted(SIGNATURE);

    private final GeminiDialect dialect = new GeminiDialect();
    private final ObjectNode request = (ObjectNode) GoldenFiles.MAPPER.readTree("""
            {"messages":[{"role":"user","content":"Weather in Köln and Bonn?"}],
            "tools":[{"type":"function","function":{"name":"weather"}}]}""");

    @Test
    void a_signature_comes_back_unmodified_with_its_call() {
        assertComesBack(dialect.read(WHOLE.getBytes(StandardCharsets.UTF_8),
                GoldenFiles.call(MODEL, request, false), Instant.EPOCH));
    }

    @Test
    void so_it_does_after_a_stream() {
        EventReader events = dialect.events(GoldenFiles.call(MODEL, request, true), Instant.EPOCH);
        List<Chunk> chunks = new ArrayList<>();
        for (String event : List.of(FIRST_EVENT, SECOND_EVENT)) {
            chunks.addAll(((Step.Said) events.read(event)).chunks());
        }

        assertComesBack(Reading.of(chunks));
    }

    private void assertComesBack(Reading reading) {
        JsonNode message = GoldenFiles.MAPPER.readTree(((Reading.Completion) reading).response())
                .at("/choices/0/message");
        ArrayNode messages = (ArrayNode) request.path("messages");
        messages.add(message);
        message.path("tool_calls").forEach(call -> messages.addObject().put("role", "tool")
                .put("tool_call_id", call.path("id").asString()).put("content", "{\"sky\":\"grey\"}"));

        Translation.Ready next = (Translation.Ready) dialect.request(GoldenFiles.call(MODEL, request, false));

        JsonNode contents = GoldenFiles.MAPPER.readTree(next.body().getBytes()).path("contents");
        assertThat(next.warnings()).isEmpty();
        assertThat(contents.at("/1")).isEqualTo(GoldenFiles.MAPPER.readTree("""
                {"role":"model","parts":[{"text":"Let me look."},
                {"functionCall":{"id":"call_r1_0","name":"weather","args":{"city":"Köln","days":[1,2]}},
                "thoughtSignature":"%s"},
                {"functionCall":{"id":"call_r1_1","name":"weather","args":{"city":"Bonn"}}}]}"""
                .formatted(SIGNATURE)));
        assertThat(contents.at("/2")).isEqualTo(GoldenFiles.MAPPER.readTree("""
                {"role":"user","parts":[
                {"functionResponse":{"id":"call_r1_0","name":"weather","response":{"sky":"grey"}}},
                {"functionResponse":{"id":"call_r1_1","name":"weather","response":{"sky":"grey"}}}]}"""));
    }
}
