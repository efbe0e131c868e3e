package dev.longhaul.simulator.answer;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.Answer.Choice;
import dev.longhaul.simulator.chat.Answer.Finish;
import dev.longhaul.simulator.chat.AnswerFormat;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.chat.RawJson;
import dev.longhaul.simulator.chat.TokenEstimate;
import dev.longhaul.simulator.chat.ToolOffer;
import dev.longhaul.simulator.config.Output;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes the answer to a call, the same one for the same call always. Stateless. */
public final class AnswerMaker {

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * The answer to a call.
     *
     * @param call
     *            what was asked
     * @param fingerprint
     *            of its question, see {@link SimulatedAnswer#fingerprint}
     * @param output
     *            configured lengths
     * @param wish
     *            what a marker in the prompt asks for
     * @throws BadRequest
     *             when a tool must be called that is not offered, or a schema cannot be read
     */
    public Answer make(ChatCall call, String fingerprint, Output output, AnswerWish wish) throws BadRequest {
        var choices = call.choices() == 1
                ? List.of(choice(call, fingerprint, output, wish, 0))
                : choices(call, fingerprint, output, wish);
        int completionTokens = 0;
        for (var choice : choices) {
            completionTokens += tokens(choice);
        }
        return new Answer(choices, call.promptTokens(), completionTokens);
    }

    private List<Choice> choices(ChatCall call, String fingerprint, Output output, AnswerWish wish)
            throws BadRequest {
        var choices = new ArrayList<Choice>(call.choices());
        for (int i = 0; i < call.choices(); i++) {
            choices.add(choice(call, fingerprint, output, wish, i));
        }
        return choices;
    }

    private Choice choice(ChatCall call, String fingerprint, Output output, AnswerWish wish, int index)
            throws BadRequest {
        if (wish.blocked()) {
            return new Choice("", null, Finish.FILTERED);
        }
        var offer = call.tools();
        if (offer != null && mustCall(offer, call, wish)) {
            var tool = OfferedTools.find(tree(offer.list(), "tools"), offer.name());
            var arguments = SchemaInstance.of(tool.schema(), fingerprint);
            return new Choice(arguments.toString(), tool.name(), Finish.TOOL);
        }
        var text = text(call.format(), fingerprint, output, wish, index);
        if (call.maxTokens() > 0 && TokenEstimate.of(text) > call.maxTokens()) {
            return new Choice(TokenEstimate.cut(text, call.maxTokens()), null, Finish.LENGTH);
        }
        return new Choice(text, null, Finish.STOP);
    }

    private static boolean mustCall(ToolOffer offer, ChatCall call, AnswerWish wish) {
        return switch (offer.demand()) {
            case MUST -> true;
            // Not after a tool's result, or the conversation would never end.
            case MAY -> wish.toolCall() && call.questionIsLast();
            case NEVER -> false;
        };
    }

    private static String text(AnswerFormat format, String fingerprint, Output output, AnswerWish wish, int index)
            throws BadRequest {
        int least = wish.tokens() > 0 ? wish.tokens() : output.minTokens();
        int most = wish.tokens() > 0 ? wish.tokens() : output.maxTokens();
        return switch (format) {
            case AnswerFormat.Words() -> SimulatedAnswer.words(fingerprint, least, most, index);
            case AnswerFormat.AnyJson() -> JSON.createObjectNode()
                    .put("answer", SimulatedAnswer.words(fingerprint, least, most, index))
                    .toString();
            case AnswerFormat.JsonOf(RawJson schema) ->
                SchemaInstance.of(tree(schema, "response_format"), fingerprint).toString();
        };
    }

    private static JsonNode tree(RawJson json, String param) throws BadRequest {
        try {
            return JSON.readTree(json.body(), json.from(), json.to() - json.from());
        } catch (JacksonException e) {
            throw new BadRequest("Invalid JSON in '" + param + "'.", param);
        }
    }

    private static int tokens(Choice choice) {
        if (choice.finish() == Finish.FILTERED) {
            return 0;
        }
        int content = TokenEstimate.of(choice.content());
        return choice.tool() == null ? content : content + TokenEstimate.of(choice.tool());
    }
}
