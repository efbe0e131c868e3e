package dev.longhaul.client.cli.batch.input;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes requests of lines: plain prompts, objects with a prompt, chat bodies, OpenAI batch lines. Thread-safe. */
final class LineRequests {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final int CUSTOM_ID_LENGTH = 128;
    private static final String URL = "/v1/chat/completions";

    /**
     * Beside a prompt only these are taken along: a data set's other columns, its answers say, are not for the model.
     */
    private static final Set<String> TAKEN_ALONG = Set.of("model", "temperature", "top_p", "max_tokens",
            "max_completion_tokens", "stop", "seed", "response_format", "reasoning_effort", "frequency_penalty",
            "presence_penalty", "tools", "tool_choice", "lane", "priority", "metadata", "deadline", "webhook_url",
            "cache", "on_ambiguous", "timeouts");

    private final LineDefaults defaults;

    LineRequests(LineDefaults defaults) {
        this.defaults = defaults;
    }

    /** The JSON on a line. */
    static JsonNode parse(byte[] line) throws BadLineException {
        try {
            return MAPPER.readTree(line);
        } catch (JacksonException e) {
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            throw new BadLineException("not JSON at column " + column + ": " + e.getOriginalMessage());
        }
    }

    PreparedLine fromText(int number, byte[] line) throws BadLineException {
        try {
            String prompt = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            return prepared(number, line, null, prompt(prompt));
        } catch (CharacterCodingException e) {
            throw new BadLineException("not UTF-8: save the file as UTF-8");
        }
    }

    PreparedLine fromJson(int number, byte[] line, JsonNode json) throws BadLineException {
        if (json.isString()) {
            return prepared(number, line, null, prompt(json.asString()));
        }
        if (!(json instanceof ObjectNode object)) {
            throw new BadLineException("neither a JSON object nor a string");
        }
        if (object.get("body") instanceof ObjectNode body) {
            check(object.path("method"), "POST", "method");
            check(object.path("url"), URL, "url");
            if (!body.has("messages")) {
                throw new BadLineException("body has no messages");
            }
            return prepared(number, line, customId(object, "custom_id"), body);
        }
        if (object.has("messages")) {
            return prepared(number, line, customId(object, "custom_id"), object);
        }
        for (String field : new String[]{"prompt", "question", "input"}) {
            if (object.path(field).isString()) {
                ObjectNode body = prompt(object.path(field).asString());
                takeAlong(object, body);
                String customId = customId(object, "custom_id");
                return prepared(number, line, customId == null ? customId(object, "id") : customId, body);
            }
        }
        throw new BadLineException("has no text in \"prompt\", \"question\" or \"input\", no \"messages\" and no"
                + " \"body\": one of them is needed");
    }

    private static void check(JsonNode actual, String wanted, String field) throws BadLineException {
        if (!actual.isMissingNode() && !wanted.equals(actual.asString(""))) {
            throw new BadLineException(field + " is " + actual + "; only \"" + wanted + "\" can be run");
        }
    }

    private static @Nullable String customId(ObjectNode object, String field) throws BadLineException {
        JsonNode id = object.path(field);
        if (id.isMissingNode() || id.isNull()) {
            return null;
        }
        if (!id.isString() && !id.isIntegralNumber()) {
            throw new BadLineException(field + " is neither text nor a whole number");
        }
        String text = id.asString();
        if (text.isBlank() || text.length() > CUSTOM_ID_LENGTH) {
            throw new BadLineException(field + " must have 1 to " + CUSTOM_ID_LENGTH + " characters");
        }
        return text;
    }

    private static ObjectNode prompt(String text) throws BadLineException {
        if (text.isBlank()) {
            throw new BadLineException("the prompt is empty");
        }
        ObjectNode body = MAPPER.createObjectNode();
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    private static void takeAlong(ObjectNode from, ObjectNode to) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            if (TAKEN_ALONG.contains(field.getKey())) {
                to.set(field.getKey(), field.getValue());
            }
        }
        if (from.path("system").isString()) {
            systemFirst(to, from.path("system").asString());
        }
    }

    private PreparedLine prepared(int number, byte[] line, @Nullable String customId, ObjectNode body)
            throws BadLineException {
        if (!body.hasNonNull("model")) {
            if (defaults.model() == null) {
                throw new BadLineException("names no model: add \"model\" to it, or say --model NAME for all such"
                        + " lines ('longhaul models' lists them)");
            }
            body.put("model", defaults.model());
        }
        if (!body.path("messages").isArray()) {
            throw new BadLineException("messages is not an array");
        }
        if (!body.hasNonNull("metadata")) {
            body.remove("metadata");
        } else if (!body.path("metadata").isObject()) {
            throw new BadLineException("metadata is not an object");
        }
        if (defaults.system() != null) {
            systemFirst(body, defaults.system());
        }
        if (!body.hasNonNull("lane")) {
            body.put("lane", defaults.lane().wire());
        }
        if (defaults.temperature() != null && !body.hasNonNull("temperature")) {
            body.put("temperature", defaults.temperature());
        }
        if (defaults.maxTokens() != null && !body.hasNonNull("max_tokens")
                && !body.hasNonNull("max_completion_tokens")) {
            body.put("max_completion_tokens", defaults.maxTokens());
        }
        // nobody reads the tokens of a batch while they are made
        body.remove("stream");
        body.remove("stream_options");
        String name = customId == null ? "line-" + number : customId;
        body.put("custom_id", name);
        CRC32C hash = new CRC32C();
        hash.update(line);
        return new PreparedLine(number, name, body, line.length, (int) hash.getValue());
    }

    /** Puts a system message first, unless the messages have one. */
    private static void systemFirst(ObjectNode body, String text) {
        ArrayNode messages = body.withArrayProperty("messages");
        for (JsonNode message : messages) {
            String role = message.path("role").asString("");
            if ("system".equals(role) || "developer".equals(role)) {
                return;
            }
        }
        messages.insertObject(0).put("role", "system").put("content", text);
    }
}
