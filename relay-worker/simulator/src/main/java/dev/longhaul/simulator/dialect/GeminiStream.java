package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.chat.TokenEstimate;

/** The partial responses of one streamed generation. Each stands for itself; there is no end marker. */
final class GeminiStream implements StreamScript {

    private final AnswerHead head;
    private final ChatCall call;
    private final Answer answer;
    private int tokens;

    GeminiStream(AnswerHead head, ChatCall call, Answer answer) {
        this.head = head;
        this.call = call;
        this.answer = answer;
    }

    @Override
    public void open(EventSink sink) {
        // Begins with its first piece.
    }

    @Override
    public void piece(EventSink sink, int index, String piece) {
        var choice = answer.choices().get(index);
        if (choice.tool() != null) {
            // Function calls come whole, with the end.
            return;
        }
        tokens = Math.min(answer.completionTokens(), tokens + TokenEstimate.of(piece));
        sink.dataWithCr(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("candidates");
            Gemini.candidate(json, index, choice, piece, false);
            json.writeEndArray();
            Gemini.close(json, head, call, answer, tokens);
        });
    }

    @Override
    public void close(EventSink sink) {
        if (Gemini.isBlocked(answer)) {
            sink.dataWithCr(json -> {
                json.writeStartObject();
                Gemini.blocked(json);
                Gemini.close(json, head, call, answer, 0);
            });
            return;
        }
        sink.dataWithCr(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("candidates");
            for (int i = 0; i < answer.choices().size(); i++) {
                var choice = answer.choices().get(i);
                Gemini.candidate(json, i, choice, choice.tool() == null ? "" : choice.content(), true);
            }
            json.writeEndArray();
            Gemini.close(json, head, call, answer, answer.completionTokens());
        });
    }
}
