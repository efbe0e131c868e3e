package dev.longhaul.worker.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.worker.chat.RandomChatRequests;
import dev.longhaul.worker.dialect.Translation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RandomRequestsTest {

    private static final int REQUESTS = 5_000;
    private static final List<String> MODELS = List.of("gemini-3-flash", "gemini-2.5-pro", "gemini-2.5-flash",
            "gemini-2.0-flash");

    private final GeminiDialect dialect = new GeminiDialect();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 20_261_126)
    void any_request_becomes_a_valid_one_or_is_refused_with_its_place(long seed) {
        RandomChatRequests requests = new RandomChatRequests(new Random(seed));
        int refused = 0;
        for (int i = 0; i < REQUESTS; i++) {
            ObjectNode request = requests.next();
            String model = MODELS.get(i % MODELS.size());
            switch (dialect.request(GoldenFiles.call(model, request, i % 2 == 0))) {
                case Translation.Ready ready -> assertValid(ready, request);
                case Translation.Impossible(var fault) -> {
                    refused++;
                    assertThat(fault.param()).as("param of the refusal of %s", request).isIn("stop", "messages");
                    assertThat(fault.message()).startsWith(fault.param() + ": ");
                }
            }
        }
        assertThat(refused).as("some are refused, most are not").isBetween(1, REQUESTS / 4);
    }

    private static void assertValid(Translation.Ready ready, JsonNode request) {
        assertThat(ready.warnings()).allSatisfy(warning -> assertThat(warning.message()).isNotBlank());
        try {
            SdkTypes.assertValid(GoldenFiles.MAPPER.readTree(ready.body().getBytes()));
        } catch (AssertionError e) {
            throw new AssertionError("translation of " + request, e);
        }
    }

    @Test
    void every_golden_request_is_valid() {
        GoldenFiles.of("requests").map(golden -> golden.getPayload().path("body")).filter(JsonNode::isObject)
                .forEach(SdkTypes::assertValid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"contents\":[]}", "{\"contents\":[{\"role\":\"user\",\"parts\":[]}]}",
            "{\"contents\":[{\"role\":\"assistant\",\"parts\":[{\"text\":\"x\"}]}]}",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"txt\":\"x\"}]}]}",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\",\"mood\":\"good\"}]}]}",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}],\"generationConfig\":{\"topp\":0.5}}",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}],\"toolConfig\":"
                    + "{\"functionCallingConfig\":{\"mode\":\"SOME\"}}}",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}]}],\"serviceTier\":\"scale\"}"})
    void the_check_sees_what_is_not_valid(String body) {
        assertThatThrownBy(() -> SdkTypes.assertValid(GoldenFiles.MAPPER.readTree(body)))
                .isInstanceOf(AssertionError.class);
    }
}
