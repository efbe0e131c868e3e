package dev.longhaul.worker.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.worker.dialect.Chunk;
import dev.longhaul.worker.dialect.EventReader;
import dev.longhaul.worker.dialect.EventReader.Step;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.dialect.Translation;
import dev.longhaul.worker.provider.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class GoldenTest {

    private final AnthropicDialect dialect = new AnthropicDialect();

    static Stream<String> requests() {
        return Golden.names("requests");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_request_is_put_in_anthropics_words(String name) {
        JsonNode golden = Golden.read("requests", name);

        Translation made = dialect.request(Golden.call(golden.path("model").asString(),
                golden.path("request").toString(), golden.path("stream").asBoolean(false)));

        switch (made) {
            case Translation.Ready ready -> {
                assertThat(ready.path()).isEqualTo("/messages");
                assertThat(Golden.json(ready.body().toString())).isEqualTo(golden.path("body"));
                assertThat(Golden.json(ready.warnings())).isEqualTo(golden.path("warnings"));
            }
            case Translation.Impossible(Fault fault) -> {
                assertThat(fault.param()).isEqualTo(golden.path("impossible").path("param").asString(null));
                assertThat(fault.message()).isEqualTo(golden.path("impossible").path("message").asString(null));
                assertThat(fault.code()).isEqualTo("unsupported_by_provider");
            }
        }
    }

    static Stream<String> answers() {
        return Golden.names("answers");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_becomes_a_chat_completion(String name) {
        JsonNode golden = Golden.read("answers", name);

        Reading read = dialect.read(golden.path("answer").toString().getBytes(StandardCharsets.UTF_8),
                Golden.call("claude-sonnet-4-6", "{}", false), Golden.NOW);

        assertThat(read).isInstanceOfSatisfying(Reading.Completion.class, completion -> {
            assertThat(Golden.json(completion.response())).isEqualTo(golden.path("completion"));
            assertThat(completion.usage() == null).isEqualTo(!golden.path("answer").has("usage"));
        });
    }

    static Stream<String> streams() {
        return Golden.names("streams");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void events_become_chunks(String name) {
        JsonNode golden = Golden.read("streams", name);
        EventReader reader = dialect.events(Golden.call("claude-sonnet-4-6", "{}", true), Golden.NOW);
        List<JsonNode> chunks = new ArrayList<>();
        String end = "open";

        for (JsonNode event : golden.path("events")) {
            assertThat(end).as("nothing comes behind the end").isEqualTo("open");
            switch (reader.read(event.toString())) {
                case Step.Said(List<Chunk> said, boolean last) -> {
                    said.forEach(chunk -> chunks.add(Golden.json(chunk.text())));
                    end = last ? "last" : end;
                }
                case Step.Failed(var error) -> end = error.getClass().getSimpleName() + " " + error.fault().code();
                case Step.Garbage(String reason) -> end = "garbage: " + reason;
            }
        }

        assertThat(chunks).containsExactlyElementsOf(golden.path("chunks"));
        assertThat(end).isEqualTo(golden.path("end").asString());
    }
}
