package dev.longhaul.worker.chat;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.worker.dialect.Chunk;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as OpenAI's chunks: first {@link #begin}, then pieces, then {@link #finish} and {@link #usage}. A
 * dialect's whole answer is written in the same way and put together, so there is one place for each field. Immutable.
 */
public final class ChunkWriter {

    private final String id;
    private final long created;
    private final String model;

    /**
     * @param id
     *            the provider's name of the answer
     * @param model
     *            that answers
     */
    public ChunkWriter(String id, Instant created, String model) {
        this.id = id;
        this.created = created.getEpochSecond();
        this.model = model;
    }

    /** Opens a choice. */
    public Chunk begin(int choice) {
        return delta(choice, delta().put("role", "assistant").put("content", ""));
    }

    /** A piece of the text. */
    public Chunk text(int choice, String text) {
        return delta(choice, delta().put("content", text));
    }

    /** A piece of what the model thinks, where a provider tells. */
    public Chunk reasoning(int choice, String text) {
        return delta(choice, delta().put("reasoning_content", text));
    }

    /** A piece of a refusal. */
    public Chunk refusal(int choice, String text) {
        return delta(choice, delta().put("refusal", text));
    }

    /**
     * Opens a call of a tool.
     *
     * @param number
     *            of the call in the choice, from 0
     * @param arguments
     *            the first piece of the arguments' text; may be empty
     * @param extra
     *            what the provider wants back with the call in the next request; null for nothing
     */
    public Chunk toolCall(int choice, int number, String callId, String name, String arguments,
            @Nullable ObjectNode extra) {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("index", number).put("id", callId).put("type",
                "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        if (extra != null) {
            call.setAll(extra);
        }
        ObjectNode delta = delta();
        delta.putArray("tool_calls").add(call);
        return delta(choice, delta);
    }

    /** A further piece of the arguments of a call. */
    public Chunk arguments(int choice, int number, String piece) {
        ObjectNode delta = delta();
        delta.putArray("tool_calls").addObject().put("index", number).putObject("function").put("arguments", piece);
        return delta(choice, delta);
    }

    /**
     * How probable the tokens of the text were that came last.
     *
     * @param logprobs
     *            OpenAI's object, with the list {@code content}
     */
    public Chunk logprobs(int choice, ObjectNode logprobs) {
        ObjectNode chunk = chunk();
        ObjectNode one = chunk.putArray("choices").addObject().put("index", choice);
        one.putObject("delta");
        one.set("logprobs", logprobs);
        one.putNull("finish_reason");
        return Chunk.of(chunk);
    }

    /**
     * Closes a choice.
     *
     * @param reason
     *            one of OpenAI's: {@code stop}, {@code length}, {@code tool_calls}, {@code content_filter}
     */
    public Chunk finish(int choice, String reason) {
        ObjectNode chunk = chunk();
        ObjectNode one = chunk.putArray("choices").addObject().put("index", choice);
        one.putObject("delta");
        one.put("finish_reason", reason);
        return Chunk.of(chunk);
    }

    /** The tokens of the whole answer. */
    public Chunk usage(Usage usage) {
        ObjectNode chunk = chunk();
        chunk.putArray("choices");
        ObjectNode tokens = chunk.putObject("usage").put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens()).put("total_tokens", usage.totalTokens());
        ObjectNode prompt = tokens.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
        if (usage.cacheWriteTokens() > 0) {
            prompt.put("cache_write_tokens", usage.cacheWriteTokens());
        }
        tokens.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        return Chunk.of(chunk);
    }

    private static ObjectNode delta() {
        return JsonNodeFactory.instance.objectNode();
    }

    private Chunk delta(int choice, ObjectNode delta) {
        ObjectNode chunk = chunk();
        ObjectNode one = chunk.putArray("choices").addObject().put("index", choice);
        one.set("delta", delta);
        one.putNull("finish_reason");
        return Chunk.of(chunk);
    }

    private ObjectNode chunk() {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("object", "chat.completion.chunk")
                .put("created", created).put("model", model);
    }
}
