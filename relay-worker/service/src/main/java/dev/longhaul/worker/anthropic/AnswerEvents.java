package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.dialect.Chunk;
import dev.longhaul.worker.dialect.EventReader;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.provider.ProviderCall;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the events of one streamed answer of the Messages API. Not thread-safe. */
final class AnswerEvents implements EventReader {

    private final ProviderCall call;
    private final Instant now;
    private final Map<Integer, OpenCall> openCalls = new HashMap<>();
    private @Nullable AnswerWriter answer;

    AnswerEvents(ProviderCall call, Instant now) {
        this.call = call;
        this.now = now;
    }

    @Override
    public Step read(String data) {
        Optional<ObjectNode> read = Json.object(data);
        if (read.isEmpty()) {
            return new Step.Garbage("a piece of it is not a JSON object");
        }
        ObjectNode event = read.get();
        if (event.hasNonNull("error")) {
            return new Step.Failed(AnthropicErrors.inside(event));
        }
        return switch (event.path("type").asString("")) {
            case "message_start" -> start(event.path("message"));
            case "content_block_start" -> within(begun -> open(begun, index(event), event.path("content_block")));
            case "content_block_delta" -> within(begun -> delta(begun, index(event), event.path("delta")));
            case "content_block_stop" -> within(begun -> close(begun, index(event)));
            case "message_delta" -> within(begun -> end(begun, event));
            case "message_stop" -> Step.LAST;
            // ping, and types that the API may add
            default -> Step.NOTHING;
        };
    }

    private Step start(JsonNode message) {
        answer = new AnswerWriter(message, call, now);
        return said(List.of(answer.begin()));
    }

    private Step within(Part part) {
        return answer == null
                ? new Step.Garbage("it does not begin with message_start")
                : said(part.chunks(answer));
    }

    private static Step said(List<Chunk> chunks) {
        return new Step.Said(chunks, false);
    }

    private static int index(JsonNode event) {
        return event.path("index").asInt(0);
    }

    private List<Chunk> open(AnswerWriter begun, int index, JsonNode block) {
        if (!"tool_use".equals(block.path("type").asString(""))) {
            return begun.block(block);
        }
        Optional<String> whole = AnswerWriter.arguments(block);
        OpenCall opened = new OpenCall(begun.calls(), whole.isPresent());
        openCalls.put(index, opened);
        return List.of(begun.toolCall(opened.number, block, whole.orElse("")));
    }

    private List<Chunk> delta(AnswerWriter begun, int index, JsonNode delta) {
        return switch (delta.path("type").asString("")) {
            case "text_delta" -> begun.text(delta.path("text").asString(""));
            case "thinking_delta" -> begun.thinking(delta.path("thinking").asString(""));
            case "input_json_delta" -> arguments(begun, index, delta.path("partial_json").asString(""));
            // signatures and citations have no place in a chunk
            default -> List.of();
        };
    }

    private List<Chunk> arguments(AnswerWriter begun, int index, String piece) {
        OpenCall open = openCalls.get(index);
        if (open == null || piece.isEmpty()) {
            return List.of();
        }
        open.said = true;
        return List.of(begun.arguments(open.number, piece));
    }

    /** A call without arguments comes without a piece of them; clients want an object even then. */
    private List<Chunk> close(AnswerWriter begun, int index) {
        OpenCall closed = openCalls.remove(index);
        return closed == null || closed.said ? List.of() : List.of(begun.arguments(closed.number, "{}"));
    }

    /** Says all at once, so that nothing is missing when the stream breaks before its last event. */
    private static List<Chunk> end(AnswerWriter begun, JsonNode event) {
        return event.path("delta").path("stop_reason").isString()
                ? begun.finish(event.path("delta"), event.path("usage"))
                : List.of();
    }

    /** What is said within a message. */
    @FunctionalInterface
    private interface Part {

        List<Chunk> chunks(AnswerWriter begun);
    }

    /** A call whose arguments are coming. */
    private static final class OpenCall {

        private final int number;
        private boolean said;

        OpenCall(int number, boolean said) {
            this.number = number;
            this.said = said;
        }
    }
}
