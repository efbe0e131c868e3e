package dev.longhaul.worker.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.dialect.Chunk;
import dev.longhaul.worker.dialect.EventReader;
import dev.longhaul.worker.dialect.EventReader.Step;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.dialect.Translation;
import dev.longhaul.worker.provider.ProviderCall;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

class GeminiGoldenTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final String MODEL = "gemini-3-flash";

    private final GeminiDialect dialect = new GeminiDialect();

    static Stream<Named<JsonNode>> requests() {
        return GoldenFiles.of("requests");
    }

    static Stream<Named<JsonNode>> answers() {
        return GoldenFiles.of("answers");
    }

    static Stream<Named<JsonNode>> streams() {
        return GoldenFiles.of("streams");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_request_becomes(JsonNode golden) {
        ProviderCall call = GoldenFiles.call(golden.path("model").asString(), golden.path("request"),
                golden.path("stream").asBoolean(false));

        switch (dialect.request(call)) {
            case Translation.Ready ready -> {
                assertThat(ready.path()).isEqualTo(golden.path("path").asString("impossible"));
                assertThat(json(ready.body().getBytes())).isEqualTo(golden.path("body"));
                assertThat(warnings(ready)).isEqualTo(golden.path("warnings"));
            }
            case Translation.Impossible impossible -> {
                assertThat(golden.has("impossible")).as(impossible.fault().message()).isTrue();
                assertThat(impossible.fault().param()).isEqualTo(golden.at("/impossible/param").asString());
                assertThat(impossible.fault().message()).isEqualTo(golden.at("/impossible/message").asString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_becomes(JsonNode golden) {
        byte[] body = golden.path("answer").toString().getBytes(StandardCharsets.UTF_8);

        assertReading(dialect.read(body, call(), NOW), golden);
    }

    /** Which is why one translator serves both. */
    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_as_the_only_event_of_a_stream_becomes_the_same(JsonNode golden) {
        Step step = dialect.events(call(), NOW).read(golden.path("answer").toString());

        assertReading(switch (step) {
            case Step.Said said -> Reading.of(said.chunks());
            case Step.Garbage(String reason) -> new Reading.Garbage(reason);
            case Step.Failed failed -> throw new AssertionError(failed);
        }, golden);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void a_stream_becomes(JsonNode golden) {
        EventReader reader = dialect.events(call(), NOW);
        List<Chunk> all = new ArrayList<>();
        ArrayNode said = GoldenFiles.MAPPER.createArrayNode();
        Reading end = null;
        for (JsonNode event : golden.path("events")) {
            switch (reader.read(event.toString())) {
                case Step.Said step -> {
                    ArrayNode chunks = said.addArray();
                    step.chunks().forEach(chunk -> chunks.add(json(chunk.text().getBytes(StandardCharsets.UTF_8))));
                    all.addAll(step.chunks());
                    assertThat(step.last()).as("nothing marks the end").isFalse();
                }
                case Step.Garbage(String reason) -> end = new Reading.Garbage(reason);
                case Step.Failed failed -> throw new AssertionError(failed);
            }
        }

        assertThat(said).isEqualTo(golden.path("chunks"));
        assertReading(end == null ? Reading.of(all) : end, golden);
    }

    private static void assertReading(Reading reading, JsonNode golden) {
        switch (reading) {
            case Reading.Completion whole -> {
                assertThat(json(whole.response().getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(golden.path("completion"));
                assertThat(whole.usage() == null).isEqualTo(golden.at("/completion/usage").isMissingNode());
            }
            case Reading.Garbage(String reason) -> assertThat(reason)
                    .isEqualTo(golden.path("garbage").asString("none"));
            case Reading.DressedError dressed -> throw new AssertionError(dressed);
        }
    }

    private static ArrayNode warnings(Translation.Ready ready) {
        ArrayNode list = GoldenFiles.MAPPER.createArrayNode();
        ready.warnings().forEach(each -> list.addObject().put("param", each.param()).put("message", each.message()));
        return list;
    }

    private static ProviderCall call() {
        return GoldenFiles.call(MODEL, GoldenFiles.MAPPER.createObjectNode(), false);
    }

    private static JsonNode json(byte[] text) {
        return GoldenFiles.MAPPER.readTree(text);
    }
}
