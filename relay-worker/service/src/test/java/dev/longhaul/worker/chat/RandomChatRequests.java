package dev.longhaul.worker.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Draws chat requests that OpenAI would take: every part of the form, in random combinations. */
public final class RandomChatRequests {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String PIXEL = "data:image/png;base64,iVBORw0KGgo=";
    private static final List<String> TEXTS = List.of("", " ", "Hello", "你好，世界", "line\nline", "\"quoted\"", "🙂");
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh");

    private final RandomGenerator random;

    public RandomChatRequests(RandomGenerator random) {
        this.random = random;
    }

    public ObjectNode next() {
        ObjectNode request = JSON.objectNode().put("model", "m");
        boolean tools = random.nextInt(3) == 0;
        request.set("messages", messages(tools));
        if (tools) {
            request.set("tools", tools());
            maybe(() -> toolChoice(request));
            maybe(() -> request.put("parallel_tool_calls", random.nextBoolean()));
        }
        maybe(() -> request.put(random.nextBoolean() ? "max_tokens" : "max_completion_tokens",
                random.nextInt(1, 5_000)));
        maybe(() -> request.put("temperature", random.nextInt(0, 21) / 10.0));
        maybe(() -> request.put("top_p", random.nextInt(0, 11) / 10.0));
        maybe(() -> request.set("stop", random.nextBoolean() ? JSON.stringNode("END") : texts(random.nextInt(1, 8))));
        maybe(() -> request.put("reasoning_effort", one(EFFORTS)));
        maybe(() -> responseFormat(request));
        rarely(() -> request.put("seed", random.nextInt()));
        rarely(() -> request.put("n", random.nextInt(1, 4)));
        rarely(() -> request.put("presence_penalty", random.nextInt(-20, 21) / 10.0));
        rarely(() -> request.put("frequency_penalty", random.nextInt(-20, 21) / 10.0));
        rarely(() -> request.put("logprobs", true).put("top_logprobs", random.nextInt(0, 21)));
        rarely(() -> request.putObject("logit_bias").put("50256", -100));
        rarely(() -> request.put("user", "u-1").put("safety_identifier", "s-1"));
        rarely(() -> request.put("service_tier", one(List.of("auto", "default", "flex", "priority"))));
        rarely(() -> request.put("store", false).put("prompt_cache_key", "k").putObject("metadata").put("a", "b"));
        rarely(() -> request.putNull("verbosity"));
        rarely(() -> request.put("a_parameter_of_tomorrow", 1));
        return request;
    }

    private ArrayNode messages(boolean tools) {
        ArrayNode messages = JSON.arrayNode();
        maybe(() -> messages.addObject().put("role", random.nextBoolean() ? "system" : "developer").set("content",
                textContent()));
        int turns = random.nextInt(1, 5);
        for (int turn = 0; turn < turns; turn++) {
            user(messages);
            if (turn < turns - 1 || random.nextInt(4) == 0) {
                assistant(messages, tools && random.nextBoolean(), turn);
            }
        }
        return messages;
    }

    private void user(ArrayNode messages) {
        ObjectNode message = messages.addObject().put("role", "user");
        if (random.nextBoolean()) {
            message.put("content", one(TEXTS));
            return;
        }
        ArrayNode parts = message.putArray("content");
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            ObjectNode part = parts.addObject();
            switch (random.nextInt(10)) {
                case 0, 1 -> part.put("type", "image_url").putObject("image_url").put("url", PIXEL);
                case 2 -> part.put("type", "image_url").putObject("image_url")
                        .put("url", "https://example.org/cat.jpg").put("detail", "low");
                case 3 -> part.put("type", "input_audio").putObject("input_audio").put("data", "AAAA")
                        .put("format", "wav");
                default -> part.put("type", "text").put("text", one(TEXTS));
            }
        }
    }

    private void assistant(ArrayNode messages, boolean callsTools, int turn) {
        ObjectNode message = messages.addObject().put("role", "assistant");
        if (!callsTools) {
            message.set("content", textContent());
            rarely(() -> message.put("refusal", "I cannot do that."));
            return;
        }
        message.putNull("content");
        maybe(() -> message.put("content", "Let me look."));
        ArrayNode calls = message.putArray("tool_calls");
        List<String> ids = new ArrayList<>();
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            String id = "call_" + turn + "_" + i;
            ids.add(id);
            calls.addObject().put("id", id).put("type", "function").putObject("function").put("name", "look_up")
                    .put("arguments", one(List.of("{}", "", "{\"city\":\"Köln\"}", "{\"a\":{\"b\":[1,2.5,null]}}")));
        }
        ids.forEach(id -> messages.addObject().put("role", "tool").put("tool_call_id", id).set("content",
                textContent()));
    }

    private JsonNode textContent() {
        if (random.nextBoolean()) {
            return JSON.stringNode(one(TEXTS));
        }
        ArrayNode parts = JSON.arrayNode();
        int count = random.nextInt(1, 3);
        for (int i = 0; i < count; i++) {
            parts.addObject().put("type", "text").put("text", one(TEXTS));
        }
        return parts;
    }

    private ArrayNode tools() {
        ArrayNode tools = JSON.arrayNode();
        for (String name : List.of("look_up", "book")) {
            ObjectNode function = tools.addObject().put("type", "function").putObject("function").put("name", name);
            maybe(() -> function.put("description", "Does it."));
            maybe(() -> function.set("parameters", schema()));
            maybe(() -> function.put("strict", random.nextBoolean()));
        }
        return tools;
    }

    private void toolChoice(ObjectNode request) {
        switch (random.nextInt(4)) {
            case 0 -> request.put("tool_choice", "auto");
            case 1 -> request.put("tool_choice", "none");
            case 2 -> request.put("tool_choice", "required");
            default -> request.putObject("tool_choice").put("type", "function").putObject("function").put("name",
                    "book");
        }
    }

    private void responseFormat(ObjectNode request) {
        ObjectNode format = request.putObject("response_format");
        switch (random.nextInt(3)) {
            case 0 -> format.put("type", "text");
            case 1 -> format.put("type", "json_object");
            default -> format.put("type", "json_schema").putObject("json_schema").put("name", "place")
                    .put("strict", true).set("schema", schema());
        }
    }

    private static ObjectNode schema() {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        schema.putObject("properties").putObject("city").put("type", "string");
        schema.putArray("required").add("city");
        return schema.put("additionalProperties", false);
    }

    private ArrayNode texts(int count) {
        ArrayNode texts = JSON.arrayNode();
        for (int i = 0; i < count; i++) {
            texts.add("stop" + i);
        }
        return texts;
    }

    private void maybe(Runnable change) {
        if (random.nextBoolean()) {
            change.run();
        }
    }

    private void rarely(Runnable change) {
        if (random.nextInt(8) == 0) {
            change.run();
        }
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
