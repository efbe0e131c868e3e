package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.chat.ChatRequest;
import dev.longhaul.worker.chat.Message;
import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.UntranslatableException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts {@code reasoning_effort} in the words of the Messages API: an effort, a switch or a number of tokens, as the
 * model takes it. Not thread-safe.
 */
final class Reasoning {

    private static final String PARAM = "reasoning_effort";
    private static final List<String> KNOWN = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
    /** The API's own least. */
    private static final long LEAST_BUDGET = 1_024;

    private final ChatRequest chat;
    private final Parameters parameters;
    private final ClaudeModel model;
    private final long maxTokens;
    private final ObjectNode body;

    Reasoning(ChatRequest chat, ClaudeModel model, long maxTokens, ObjectNode body) {
        this.chat = chat;
        this.parameters = chat.parameters();
        this.model = model;
        this.maxTokens = maxTokens;
        this.body = body;
    }

    /**
     * @return whether thinking was switched on by it
     * @throws UntranslatableException
     *             when it is none of OpenAI's efforts
     */
    boolean write() throws UntranslatableException {
        JsonNode wish = parameters.take(PARAM);
        if (wish == null) {
            return false;
        }
        String effort = wish.asString("");
        if (!KNOWN.contains(effort)) {
            throw new UntranslatableException(PARAM, "is not one of " + String.join(", ", KNOWN));
        }
        if (effort.equals("none")) {
            none();
            return false;
        }
        return switch (model.thinking()) {
            case NEVER -> {
                parameters.warn(PARAM, "this model does not think: left out");
                yield false;
            }
            case BUDGET -> budget(effort);
            case ADAPTIVE -> {
                effort(effort);
                yield adaptive();
            }
            case EFFORT -> {
                effort(effort);
                yield false;
            }
        };
    }

    private void none() {
        if (model.off() != null) {
            body.putObject("thinking").put("type", model.off());
        } else {
            parameters.warn(PARAM, "this model always thinks: low was sent");
            body.withObject("output_config").put("effort", "low");
        }
    }

    private void effort(String wanted) {
        String taken = wanted;
        if (wanted.equals("minimal")) {
            taken = "low";
        } else if (!model.efforts().contains(wanted)) {
            taken = "high";
        }
        if (!taken.equals(wanted)) {
            parameters.warn(PARAM, "this model has no effort '" + wanted + "': " + taken + " was sent");
        }
        body.withObject("output_config").put("effort", taken);
    }

    /** Some of the models refuse thinking beside a forced tool; the effort holds for both. */
    private boolean adaptive() {
        if (ToolWriter.isForced(chat.toolChoice())) {
            return false;
        }
        body.putObject("thinking").put("type", "adaptive");
        return true;
    }

    private boolean budget(String effort) {
        if (ToolWriter.isForced(chat.toolChoice())) {
            parameters.warn(PARAM, "this model cannot think when a tool is forced: left out");
            return false;
        }
        if (chat.messages().stream().anyMatch(
                message -> message instanceof Message.Assistant assistant && !assistant.toolCalls().isEmpty())) {
            parameters.warn(PARAM, "this model wants its earlier thoughts back with the results of tools,"
                    + " which a chat request does not hold: left out");
            return false;
        }
        if (maxTokens <= LEAST_BUDGET) {
            parameters.warn(PARAM, "this model thinks with " + LEAST_BUDGET
                    + " tokens or more, and the longest answer leaves no room for them: left out");
            return false;
        }
        body.putObject("thinking").put("type", "enabled").put("budget_tokens",
                Math.max(LEAST_BUDGET, maxTokens * percent(effort) / 100));
        return true;
    }

    private static int percent(String effort) {
        return switch (effort) {
            case "minimal", "low" -> 20;
            case "medium" -> 50;
            default -> 80;
        };
    }
}
