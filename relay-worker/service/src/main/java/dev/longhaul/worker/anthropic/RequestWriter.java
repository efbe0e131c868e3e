package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.chat.ChatRequest;
import dev.longhaul.worker.chat.Parameters;
import dev.longhaul.worker.chat.ResponseFormat;
import dev.longhaul.worker.chat.UntranslatableException;
import dev.longhaul.worker.provider.ProviderCall;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts one chat request in the words of the Messages API. Not thread-safe. */
final class RequestWriter {

    private static final String JSON_WANTED = "Answer with one JSON object and nothing else: no text around it, no code fence.";

    private final ChatRequest chat;
    private final Parameters parameters;
    private final ClaudeModel model;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    RequestWriter(ChatRequest chat, ProviderCall call) {
        this.chat = chat;
        this.parameters = chat.parameters();
        this.model = ClaudeModel.named(call.model());
        body.put("model", call.model());
        if (call.stream()) {
            body.put("stream", true);
        }
    }

    /**
     * @throws UntranslatableException
     *             when the Messages API cannot do what is asked for
     */
    ObjectNode write() throws UntranslatableException {
        refuse();
        Long wanted = parameters.maxTokens();
        long maxTokens = wanted == null ? model.defaultMaxTokens() : wanted;
        body.put("max_tokens", maxTokens);
        Turns turns = Turns.of(chat.messages(), parameters);
        system(turns.system());
        body.set("messages", turns.messages());
        ToolWriter.write(chat, model, body);
        if (chat.responseFormat() instanceof ResponseFormat.JsonSchema schema) {
            body.withObject("output_config").putObject("format").put("type", "json_schema").set("schema",
                    schema.schema());
        }
        boolean thinks = new Reasoning(chat, model, maxTokens, body).write();
        sampling(thinks);
        stop();
        user();
        serviceTier();
        drop();
        return body;
    }

    /** What would change the answer in a way that no warning makes good. */
    private void refuse() throws UntranslatableException {
        BigDecimal n = parameters.number("n");
        if (n != null && n.compareTo(BigDecimal.ONE) > 0) {
            throw new UntranslatableException("n", "Anthropic gives one answer to a request: send it several times");
        }
        for (String old : List.of("functions", "function_call")) {
            if (parameters.take(old) != null) {
                throw new UntranslatableException(old, "is the old form: use tools and tool_choice");
            }
        }
        JsonNode modalities = parameters.take("modalities");
        if (modalities != null && modalities.valueStream().anyMatch(one -> !"text".equals(one.asString("")))) {
            throw new UntranslatableException("modalities", "Anthropic answers with text only");
        }
    }

    private void system(ArrayNode blocks) {
        if (chat.responseFormat() instanceof ResponseFormat.JsonObject) {
            blocks.addObject().put("type", "text").put("text", JSON_WANTED);
            parameters.warn("response_format",
                    "Anthropic has no json_object: an instruction in the system prompt asks for it");
        }
        if (!blocks.isEmpty()) {
            body.set("system", blocks);
        }
    }

    private void sampling(boolean thinks) throws UntranslatableException {
        BigDecimal temperature = parameters.number("temperature");
        BigDecimal topP = parameters.number("top_p");
        if (!model.samples() || thinks) {
            String why = model.samples()
                    ? "cannot be set while this model thinks: left out"
                    : "this model does not take it: left out";
            warnIf(temperature, "temperature", why);
            warnIf(topP, "top_p", why);
            return;
        }
        if (temperature != null) {
            BigDecimal clamped = temperature.min(BigDecimal.ONE).max(BigDecimal.ZERO);
            if (clamped.compareTo(temperature) != 0) {
                parameters.warn("temperature", "Anthropic takes 0 to 1: " + clamped + " was sent");
            }
            body.put("temperature", clamped);
            warnIf(topP, "top_p", "Anthropic takes it or temperature, not both: left out");
        } else if (topP != null) {
            body.put("top_p", topP);
        }
    }

    private void warnIf(@Nullable BigDecimal value, String name, String why) {
        if (value != null) {
            parameters.warn(name, why);
        }
    }

    private void stop() throws UntranslatableException {
        List<String> wanted = parameters.stop();
        List<String> taken = wanted.stream().filter(text -> !text.isBlank()).toList();
        if (taken.size() < wanted.size()) {
            parameters.warn("stop", "Anthropic takes no blank texts: they were left out");
        }
        if (!taken.isEmpty()) {
            ArrayNode list = body.putArray("stop_sequences");
            taken.forEach(list::add);
        }
    }

    private void user() throws UntranslatableException {
        String older = text("user");
        String newer = text("safety_identifier");
        if (older != null && newer != null && !older.equals(newer)) {
            parameters.warn("user", "Anthropic takes one name of the user: safety_identifier was sent");
        }
        String name = newer == null ? older : newer;
        if (name != null) {
            body.putObject("metadata").put("user_id", name);
        }
    }

    private void serviceTier() throws UntranslatableException {
        String tier = text("service_tier");
        switch (tier) {
            case null -> {
                // as the account has it
            }
            case "auto" -> body.put("service_tier", "auto");
            case "default" -> body.put("service_tier", "standard_only");
            case "priority" -> {
                body.put("service_tier", "auto");
                parameters.warn("service_tier", "Anthropic gives priority where the account has it: auto was sent");
            }
            default -> parameters.warn("service_tier", "Anthropic has no tier '" + tier + "': left out");
        }
    }

    private @Nullable String text(String name) throws UntranslatableException {
        JsonNode value = parameters.take(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw new UntranslatableException(name, "is not a text");
        }
        return value.asString();
    }

    private void drop() {
        parameters.drop("seed", "Anthropic cannot repeat an answer: left out");
        for (String penalty : List.of("presence_penalty", "frequency_penalty", "logit_bias")) {
            parameters.drop(penalty, "Anthropic does not let tokens be weighed: left out");
        }
        for (String probability : List.of("logprobs", "top_logprobs")) {
            parameters.drop(probability, "Anthropic does not tell probabilities: left out");
        }
    }
}
