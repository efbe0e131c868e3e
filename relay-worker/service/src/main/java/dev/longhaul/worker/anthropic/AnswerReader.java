package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.dialect.Chunk;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.dialect.Reading;
import dev.longhaul.worker.provider.ProviderCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads a whole answer of the Messages API. Pure functions. */
final class AnswerReader {

    private AnswerReader() {}

    static Reading read(byte[] body, ProviderCall call, Instant now) {
        Optional<ObjectNode> read = Json.object(body);
        if (read.isEmpty()) {
            return new Reading.Garbage("not a JSON object, or cut off");
        }
        ObjectNode message = read.get();
        if (message.hasNonNull("error")) {
            return new Reading.DressedError(AnthropicErrors.inside(message));
        }
        if (!message.path("content").isArray() || !message.path("stop_reason").isString()) {
            return new Reading.Garbage("no message of Anthropic's: content or stop_reason is missing");
        }
        AnswerWriter answer = new AnswerWriter(message, call, now);
        List<Chunk> chunks = new ArrayList<>();
        chunks.add(answer.begin());
        message.path("content").forEach(block -> chunks.addAll(answer.block(block)));
        chunks.addAll(answer.finish(message, message.path("usage")));
        return Reading.of(chunks);
    }
}
