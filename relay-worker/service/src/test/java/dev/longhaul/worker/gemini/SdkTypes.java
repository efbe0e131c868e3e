package dev.longhaul.worker.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.types.Content;
import com.google.genai.types.FunctionCallingConfigMode;
import com.google.genai.types.GenerationConfig;
import com.google.genai.types.ServiceTier;
import com.google.genai.types.ThinkingLevel;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds a request against the types of Google's SDK. They skip fields that they do not know, so what is read is written
 * again: what is lost on the way is no field of the API's. What types cannot say is checked by hand.
 */
final class SdkTypes {

    private static final Set<String> FIELDS = Set.of("contents", "systemInstruction", "tools", "toolConfig",
            "generationConfig", "serviceTier");
    private static final Set<String> DATA = Set.of("text", "inlineData", "fileData", "functionCall",
            "functionResponse");

    private SdkTypes() {}

    static void assertValid(JsonNode body) {
        assertThat(FIELDS).containsAll(body.propertyNames());
        assertThat(body.path("contents")).as("contents").isNotEmpty();
        body.path("contents").forEach(SdkTypes::assertContent);
        assertTurns(body.path("contents"));
        if (body.has("systemInstruction")) {
            assertKept(body.path("systemInstruction"), text -> Content.fromJson(text).toJson());
        }
        body.path("tools").forEach(tool -> assertKept(tool, text -> Tool.fromJson(text).toJson()));
        if (body.has("toolConfig")) {
            assertKept(body.path("toolConfig"), text -> ToolConfig.fromJson(text).toJson());
            String mode = body.at("/toolConfig/functionCallingConfig/mode").asString();
            assertThat(new FunctionCallingConfigMode(mode).knownEnum().name()).isEqualTo(mode);
        }
        if (body.has("serviceTier")) {
            String tier = body.path("serviceTier").asString();
            assertThat(new ServiceTier(tier).knownEnum().value()).isEqualTo(tier);
        }
        if (body.has("generationConfig")) {
            assertGeneration(body.path("generationConfig"));
        }
    }

    private static void assertGeneration(JsonNode config) {
        assertKept(config, text -> GenerationConfig.fromJson(text).toJson());
        assertThat(config.path("stopSequences").size()).isLessThanOrEqualTo(5);
        assertThat(config.path("candidateCount").asInt(1)).isBetween(1, 8);
        assertThat(config.path("logprobs").asInt(0)).isBetween(0, 20);
        JsonNode level = config.at("/thinkingConfig/thinkingLevel");
        if (level.isString()) {
            assertThat(new ThinkingLevel(level.asString()).knownEnum().name()).isEqualTo(level.asString());
        }
    }

    private static void assertContent(JsonNode content) {
        assertThat(content.path("role").asString()).isIn("user", "model");
        assertThat(content.path("parts")).as("parts").isNotEmpty();
        for (JsonNode part : content.path("parts")) {
            assertThat(part.propertyNames().stream().filter(DATA::contains)).as("data of %s", part).hasSize(1);
            assertThat(part.path("text").asString("x")).isNotEmpty();
        }
        JsonNode strict = content.deepCopy();
        // Google's JSON takes base64 with the letters of URLs too, the SDK does not
        strict.path("parts").forEach(part -> {
            if (part.has(ThoughtSignature.FIELD)) {
                ((ObjectNode) part).put(ThoughtSignature.FIELD,
                        part.path(ThoughtSignature.FIELD).asString().replace('-', '+').replace('_', '/'));
            }
        });
        assertKept(strict, text -> Content.fromJson(text).toJson());
    }

    /** The results of a turn are as many as its calls and come right behind them. */
    private static void assertTurns(JsonNode contents) {
        for (int i = 1; i < contents.size(); i++) {
            long results = count(contents.get(i), "functionResponse");
            if (results > 0) {
                assertThat(results).isEqualTo(contents.get(i).path("parts").size())
                        .isEqualTo(count(contents.get(i - 1), "functionCall"));
            }
        }
    }

    private static long count(JsonNode content, String data) {
        return content.path("parts").valueStream().filter(part -> part.has(data)).count();
    }

    private static void assertKept(JsonNode sent, UnaryOperator<String> readAndWrite) {
        JsonNode kept = GoldenFiles.MAPPER.readTree(readAndWrite.apply(sent.toString()));
        assertThat(kept.equals(SdkTypes::compare, sent)).as("%s was kept as %s", sent, kept).isTrue();
    }

    /** The SDK's decimals are shorter than ours. */
    private static int compare(JsonNode one, JsonNode other) {
        boolean numbers = one.isNumber() && other.isNumber();
        boolean same = numbers ? Math.abs(one.asDouble() - other.asDouble()) < 1e-6 : one.equals(other);
        return same ? 0 : 1;
    }
}
