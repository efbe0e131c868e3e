package dev.longhaul.api.chat;

import dev.longhaul.api.http.SseWriter;
import dev.longhaul.contract.message.Completions;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.Usage;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Passes the pieces of one streamed answer on, in order and each once, and knows whether the client has got all of it.
 * It never mixes two dispatches of the job: when pieces of a later one come after the client has seen some of an
 * earlier one, or pieces are missing, the stream is {@link Result#BROKEN}.
 */
final class ChunkStream {

    /** What a message of pieces came to. */
    enum Result {
        /** Passed on, or rightly left out. */
        FINE,
        /** What the client has seen cannot be continued. */
        BROKEN
    }

    private static final String DONE = "[DONE]";

    private final SseWriter out;
    private final boolean includeUsage;
    private int epoch;
    private int next;
    private boolean sent;
    private boolean missedBeginning;
    private boolean usageSent;
    private long characters;
    private @Nullable JsonNode last;

    ChunkStream(SseWriter out, boolean includeUsage) {
        this.out = out;
        this.includeUsage = includeUsage;
    }

    /** Whether the client has got a piece of the answer. */
    boolean hasSent() {
        return sent;
    }

    /** The dispatch that the pieces belong to; 0 before the first. */
    int epoch() {
        return epoch;
    }

    Result pass(Reply.Chunks pieces) throws IOException {
        if (pieces.epoch() < epoch) {
            return Result.FINE;
        }
        if (pieces.epoch() > epoch) {
            if (sent) {
                return Result.BROKEN;
            }
            epoch = pieces.epoch();
            next = 0;
            missedBeginning = false;
        }
        if (pieces.first() > next) {
            // a call that joined late gets the whole answer at its end; one that has begun cannot go on with a hole
            missedBeginning = true;
            return sent ? Result.BROKEN : Result.FINE;
        }
        if (missedBeginning) {
            return Result.FINE;
        }
        for (String chunk : pieces.chunks().subList(Math.min(next - pieces.first(), pieces.chunks().size()),
                pieces.chunks().size())) {
            write(chunk);
        }
        next = Math.max(next, pieces.first() + pieces.chunks().size());
        out.flush();
        return Result.FINE;
    }

    private void write(String chunk) throws IOException {
        JsonNode parsed = parse(chunk);
        boolean usage = parsed.path("choices").isEmpty() && parsed.hasNonNull("usage");
        if (usage && !includeUsage) {
            return;
        }
        usageSent |= usage;
        characters += deltaCharacters(parsed);
        out.event(null, chunk);
        sent = true;
        last = parsed;
    }

    /**
     * Ends the stream with what is still missing of the answer: nothing, the usage, or all of it.
     *
     * @param completion
     *            the whole answer
     */
    Result finish(String completion, @Nullable Usage usage) throws IOException {
        JsonNode like = last;
        if (like != null) {
            return end(Completions.content(completion).characters(), like, usage);
        }
        JsonNode whole = parse(completion);
        for (String chunk : CompletionChunks.of(whole)) {
            out.event(null, chunk);
        }
        return end(0, whole, usage);
    }

    /**
     * Ends the stream of an answer of which the client has got something.
     *
     * @param whole
     *            the characters of the whole answer
     */
    Result finish(long whole, @Nullable Usage usage) throws IOException {
        return end(whole, Objects.requireNonNull(last, "nothing was sent"), usage);
    }

    private Result end(long whole, JsonNode like, @Nullable Usage usage) throws IOException {
        if (characters < whole) {
            return Result.BROKEN;
        }
        if (includeUsage && !usageSent && usage != null) {
            out.event(null, CompletionChunks.usage(like, usage));
        }
        out.event(null, DONE);
        out.flush();
        return Result.FINE;
    }

    private static long deltaCharacters(JsonNode chunk) {
        long count = 0;
        for (JsonNode choice : chunk.path("choices")) {
            String text = choice.path("delta").path("content").asString("");
            // halves of a character in two pieces count as two, which is no hole
            count += text.codePointCount(0, text.length());
        }
        return count;
    }

    private static JsonNode parse(String json) {
        try {
            return CompletionChunks.MAPPER.readTree(json);
        } catch (JacksonException e) {
            // a worker passes on only what it could read; a text that it could not is passed on as it is
            return CompletionChunks.MAPPER.createObjectNode();
        }
    }
}
