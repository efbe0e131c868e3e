package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.chat.ChunkWriter;
import dev.longhaul.worker.dialect.Chunk;
import dev.longhaul.worker.provider.ProviderCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Writes one message of Anthropic's as OpenAI's chunks; whole answers and streams are written by the same methods. Not
 * thread-safe.
 */
final class AnswerWriter {

    private static final int CHOICE = 0;
    private static final String REFUSED = "The model declined to answer.";

    private final ChunkWriter chunks;
    private final TokenCounts tokens = new TokenCounts();
    private int calls;

    /**
     * @param message
     *            with its head; of the rest, only the usage is read
     */
    AnswerWriter(JsonNode message, ProviderCall call, Instant now) {
        this.chunks = new ChunkWriter(message.path("id").asString("msg_unknown"), now,
                message.path("model").asString(call.model()));
        tokens.add(message.path("usage"));
    }

    Chunk begin() {
        return chunks.begin(CHOICE);
    }

    /** A whole block. */
    List<Chunk> block(JsonNode block) {
        return switch (block.path("type").asString("")) {
            case "text" -> text(block.path("text").asString(""));
            case "thinking" -> thinking(block.path("thinking").asString(""));
            case "tool_use" -> List.of(toolCall(calls(), block, arguments(block).orElse("{}")));
            // redacted thoughts, and types that a request of ours does not bring about
            default -> List.of();
        };
    }

    List<Chunk> text(String piece) {
        return piece.isEmpty() ? List.of() : List.of(chunks.text(CHOICE, piece));
    }

    List<Chunk> thinking(String piece) {
        return piece.isEmpty() ? List.of() : List.of(chunks.reasoning(CHOICE, piece));
    }

    /** What a call's block itself says of the arguments; empty when it says nothing, as when they come in pieces. */
    static Optional<String> arguments(JsonNode block) {
        JsonNode input = block.path("input");
        return input.isObject() && !input.isEmpty() ? Optional.of(input.toString()) : Optional.empty();
    }

    /** How many calls were opened. */
    int calls() {
        return calls;
    }

    /** Opens a call of a tool. */
    Chunk toolCall(int number, JsonNode block, String arguments) {
        calls++;
        return chunks.toolCall(CHOICE, number, block.path("id").asString(""), block.path("name").asString(""),
                arguments, null);
    }

    Chunk arguments(int number, String piece) {
        return chunks.arguments(CHOICE, number, piece);
    }

    /**
     * Ends the answer.
     *
     * @param end
     *            has the reason and its details
     * @param usage
     *            the latest counts; missing for none
     */
    List<Chunk> finish(JsonNode end, JsonNode usage) {
        tokens.add(usage);
        List<Chunk> last = new ArrayList<>();
        String reason = finishReason(end.path("stop_reason").asString(""));
        if (reason.equals("content_filter")) {
            last.add(chunks.refusal(CHOICE, end.path("stop_details").path("explanation").asString(REFUSED)));
        }
        last.add(chunks.finish(CHOICE, reason));
        tokens.sum().ifPresent(sum -> last.add(chunks.usage(sum)));
        return last;
    }

    private static String finishReason(String stopReason) {
        return switch (stopReason) {
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            // end_turn, stop_sequence, pause_turn, and what the API may add
            default -> "stop";
        };
    }
}
