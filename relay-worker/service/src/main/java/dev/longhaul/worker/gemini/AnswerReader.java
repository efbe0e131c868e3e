package dev.longhaul.worker.gemini;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.worker.chat.ChunkWriter;
import dev.longhaul.worker.dialect.Chunk;
import dev.longhaul.worker.dialect.EventReader;
import dev.longhaul.worker.dialect.Json;
import dev.longhaul.worker.provider.ProviderCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns {@code GenerateContentResponse}s into OpenAI's chunks. Each event of a stream is one of them and brings a
 * further part of the answer; a whole answer is one that brings all. Nothing marks the end of a stream: an answer is
 * whole when each candidate has said why it ended. Not thread-safe.
 */
final class AnswerReader implements EventReader {

    private final ProviderCall call;
    private final Instant created;
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private @Nullable Head head;
    private int calls;

    AnswerReader(ProviderCall call, Instant created) {
        this.call = call;
        this.created = created;
    }

    @Override
    public Step read(String data) {
        return Json.object(data).map(this::read).orElse(new Step.Garbage("a piece of it is not a JSON object"));
    }

    Step read(ObjectNode event) {
        if (event.path("error").isObject()) {
            return new Step.Failed(GeminiErrors.inside(event));
        }
        JsonNode candidates = event.path("candidates");
        Optional<String> failure = candidates.valueStream().map(AnswerReader::reason)
                .filter(reason -> !reason.isEmpty() && !FinishReasons.isEndOfAnswer(reason)).findFirst();
        if (failure.isPresent()) {
            return new Step.Garbage("Gemini broke it off with " + failure.get());
        }
        Head known = head(event);
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            candidate(candidates.get(i), i, known, chunks);
        }
        if (candidates.isEmpty() && event.path("promptFeedback").path("blockReason").isString()) {
            blocked(known.writer(), chunks);
        }
        JsonNode usage = event.path("usageMetadata");
        if (usage.isObject() && isWhole()) {
            chunks.add(known.writer().usage(usage(usage)));
        }
        return new Step.Said(chunks, false);
    }

    private Head head(ObjectNode event) {
        if (head == null) {
            String id = event.path("responseId").asString(call.job() + "-" + call.epoch() + "-" + call.attempt());
            head = new Head(id, new ChunkWriter(id, created, event.path("modelVersion").asString(call.model())));
        }
        return head;
    }

    private boolean isWhole() {
        return !choices.isEmpty() && choices.values().stream().allMatch(choice -> choice.ended);
    }

    private void candidate(JsonNode candidate, int place, Head known, List<Chunk> chunks) {
        // the index 0 may be left out, as every zero in Google's JSON
        int index = candidate.path("index").asInt(place);
        ChunkWriter writer = known.writer();
        Choice choice = choice(index, writer, chunks);
        for (JsonNode part : candidate.path("content").path("parts")) {
            if (part.path("functionCall").isObject()) {
                chunks.add(functionCall(part, index, choice, known));
            } else if (!part.path("text").asString("").isEmpty()) {
                String text = part.path("text").asString();
                chunks.add(part.path("thought").asBoolean(false)
                        ? writer.reasoning(index, text)
                        : writer.text(index, text));
            }
        }
        if (candidate.path("logprobsResult").path("chosenCandidates").isArray()) {
            chunks.add(writer.logprobs(index, Logprobs.of(candidate.path("logprobsResult"))));
        }
        String reason = reason(candidate);
        if (!reason.isEmpty()) {
            choice.ended = true;
            chunks.add(writer.finish(index, FinishReasons.inOpenAiWords(reason, choice.calls > 0)));
        }
    }

    /** Empty while the candidate goes on. */
    private static String reason(JsonNode candidate) {
        String reason = candidate.path("finishReason").asString("");
        return reason.equals("FINISH_REASON_UNSPECIFIED") ? "" : reason;
    }

    private Choice choice(int index, ChunkWriter writer, List<Chunk> chunks) {
        return choices.computeIfAbsent(index, opened -> {
            chunks.add(writer.begin(opened));
            return new Choice();
        });
    }

    /** Gemini names its calls on some models only. */
    private Chunk functionCall(JsonNode part, int index, Choice choice, Head known) {
        JsonNode function = part.path("functionCall");
        String id = function.path("id").asString("");
        int number = calls++;
        JsonNode arguments = function.path("args");
        return known.writer().toolCall(index, choice.calls++, id.isEmpty() ? "call_" + known.id() + "_" + number : id,
                function.path("name").asString(""), arguments.isObject() ? arguments.toString() : "{}",
                ThoughtSignature.extra(part));
    }

    private void blocked(ChunkWriter writer, List<Chunk> chunks) {
        if (choices.isEmpty()) {
            choice(0, writer, chunks);
        }
        choices.forEach((index, choice) -> {
            choice.ended = true;
            chunks.add(writer.finish(index, FinishReasons.FILTERED));
        });
    }

    private static Usage usage(JsonNode tokens) {
        long thoughts = count(tokens, "thoughtsTokenCount");
        return new Usage(count(tokens, "promptTokenCount") + count(tokens, "toolUsePromptTokenCount"),
                count(tokens, "candidatesTokenCount") + thoughts, count(tokens, "cachedContentTokenCount"), thoughts);
    }

    private static long count(JsonNode tokens, String name) {
        return Math.max(0, tokens.path(name).asLong(0));
    }

    /** What holds for all chunks of the answer. */
    private record Head(String id, ChunkWriter writer) {}

    private static final class Choice {

        private int calls;
        private boolean ended;
    }
}
