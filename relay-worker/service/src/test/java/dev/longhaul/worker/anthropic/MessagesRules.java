package dev.longhaul.worker.anthropic;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the Messages API asks of a request beyond the types of its fields. */
final class MessagesRules {

    private final List<String> broken = new ArrayList<>();
    private final JsonNode body;

    private MessagesRules(JsonNode body) {
        this.body = body;
    }

    /** The rules that a request breaks. */
    static List<String> broken(JsonNode body) {
        MessagesRules rules = new MessagesRules(body);
        rules.numbers();
        rules.turns();
        rules.tools();
        rules.texts(body);
        return rules.broken;
    }

    private void require(boolean kept, String rule) {
        if (!kept) {
            broken.add(rule);
        }
    }

    private void numbers() {
        long maxTokens = body.path("max_tokens").asLong(0);
        require(maxTokens > 0, "max_tokens is positive");
        double temperature = body.path("temperature").asDouble(0);
        require(temperature >= 0 && temperature <= 1, "temperature is 0 to 1");
        require(!body.has("temperature") || !body.has("top_p"), "temperature or top_p");
        JsonNode thinking = body.path("thinking");
        boolean thinks = Set.of("enabled", "adaptive").contains(thinking.path("type").asString(""));
        require(!thinks || (!body.has("temperature") && !body.has("top_p")), "no sampling beside thoughts");
        if (thinking.has("budget_tokens")) {
            long budget = thinking.path("budget_tokens").asLong();
            require(budget >= 1_024 && budget < maxTokens, "a budget is from 1,024 to max_tokens");
        }
    }

    private void turns() {
        String expected = "user";
        Set<String> calls = Set.of();
        for (JsonNode turn : body.path("messages")) {
            require(turn.path("role").asString("").equals(expected), "user and assistant alternate, the user begins");
            expected = expected.equals("user") ? "assistant" : "user";
            List<JsonNode> blocks = turn.path("content").valueStream().toList();
            require(!blocks.isEmpty(), "a turn has content");
            require(results(blocks.stream().limit(calls.size()).toList()).equals(calls),
                    "the results of a turn's calls come first in the next");
            require(results(blocks).size() == calls.size(), "every result has its call");
            calls = blocks.stream().filter(block -> block.path("type").asString("").equals("tool_use"))
                    .map(block -> block.path("id").asString("")).collect(Collectors.toSet());
        }
        require(expected.equals("assistant"), "the user has the last word");
    }

    private static Set<String> results(List<JsonNode> blocks) {
        return blocks.stream().filter(block -> block.path("type").asString("").equals("tool_result"))
                .map(block -> block.path("tool_use_id").asString("")).collect(Collectors.toSet());
    }

    private void tools() {
        JsonNode choice = body.path("tool_choice");
        require(choice.isMissingNode() || !body.path("tools").isEmpty(), "a tool choice needs tools");
        require(!Set.of("any", "tool").contains(choice.path("type").asString("")) || !body.has("thinking")
                || Set.of("disabled", "between_tools").contains(body.path("thinking").path("type").asString("")),
                "no forced tool beside thoughts");
        body.path("tools").forEach(tool -> require(
                tool.path("input_schema").path("type").asString("").equals("object"), "arguments are an object"));
    }

    private void texts(JsonNode node) {
        body.path("stop_sequences").forEach(stop -> require(!stop.asString("").isBlank(), "no blank stop"));
        require(!body.has("system") || !body.path("system").isEmpty(), "no empty system");
        List<JsonNode> blocks = new ArrayList<>(node.path("system").valueStream().toList());
        node.path("messages").forEach(turn -> turn.path("content").forEach(blocks::add));
        for (JsonNode block : blocks) {
            require(!block.path("type").asString("").equals("text") || !block.path("text").asString("").isBlank(),
                    "no blank text");
        }
    }
}
