package dev.longhaul.worker.chat;

import dev.longhaul.worker.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the messages of a chat request. Pure functions. */
final class MessageReader {

    private static final Pattern DATA_URI = Pattern.compile("data:([^;,]+);base64,(.*)",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern WHITE = Pattern.compile("\\s+");

    private MessageReader() {}

    static List<Message> read(@Nullable JsonNode messages) throws UntranslatableException {
        if (messages == null || !messages.isArray() || messages.isEmpty()) {
            throw new UntranslatableException("messages", "is not a list with at least one message");
        }
        List<Message> read = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            read.add(message("messages[" + i + "]", messages.get(i)));
        }
        return read;
    }

    /** Notes what of the messages has no place in our types: only OpenAI's models know it. */
    static void warnOfExtras(@Nullable JsonNode messages, Parameters parameters) {
        for (int i = 0; messages != null && i < messages.size(); i++) {
            String at = "messages[" + i + "]";
            if (messages.path(i).hasNonNull("name")) {
                parameters.warn(at + ".name", "names of participants are known to OpenAI only: left out");
            }
            JsonNode content = messages.path(i).path("content");
            for (int j = 0; j < content.size(); j++) {
                if (!content.path(j).path("image_url").path("detail").asString("auto").equals("auto")) {
                    parameters.warn(at + ".content[" + j + "].image_url.detail", "is known to OpenAI only: left out");
                }
            }
        }
    }

    private static Message message(String at, JsonNode message) throws UntranslatableException {
        String role = message.path("role").asString("");
        return switch (role) {
            case "system", "developer" -> new Message.Instruction(at, texts(content(at, message)));
            case "user" -> new Message.User(at, content(at, message));
            case "assistant" -> assistant(at, message);
            case "tool" -> new Message.ToolResult(at, required(at, message, "tool_call_id"),
                    texts(content(at, message)));
            default -> throw new UntranslatableException(at + ".role",
                    "'" + role + "' is not one of system, developer, user, assistant, tool");
        };
    }

    private static Message assistant(String at, JsonNode message) throws UntranslatableException {
        if (message.hasNonNull("function_call")) {
            throw new UntranslatableException(at + ".function_call", "is the old form: use tool_calls");
        }
        List<Part> content = new ArrayList<>(message.hasNonNull("content") ? content(at, message) : List.of());
        if (message.path("refusal").isString()) {
            content.add(new Part.Refusal(at + ".refusal", message.path("refusal").asString()));
        }
        List<Message.ToolCall> calls = new ArrayList<>();
        JsonNode list = message.path("tool_calls");
        for (int i = 0; i < list.size(); i++) {
            calls.add(toolCall(at + ".tool_calls[" + i + "]", list.get(i)));
        }
        return new Message.Assistant(at, content, calls);
    }

    private static Message.ToolCall toolCall(String at, JsonNode call) throws UntranslatableException {
        if (!(call instanceof ObjectNode object) || !(call.path("function") instanceof ObjectNode function)) {
            throw new UntranslatableException(at, "is not a call of a function");
        }
        String arguments = function.path("arguments").asString("");
        Optional<ObjectNode> read = arguments.isBlank()
                ? Optional.of(JsonNodeFactory.instance.objectNode())
                : Json.object(arguments);
        return new Message.ToolCall(at, required(at, call, "id"), required(at + ".function", function, "name"),
                read.orElseThrow(() -> new UntranslatableException(at + ".function.arguments",
                        "is not the text of a JSON object")),
                object);
    }

    private static List<Part> content(String at, JsonNode message) throws UntranslatableException {
        String place = at + ".content";
        JsonNode content = message.path("content");
        if (content.isString()) {
            return List.of(new Part.Text(place, content.asString()));
        }
        if (!content.isArray()) {
            throw new UntranslatableException(place, "is neither a text nor a list of parts");
        }
        List<Part> parts = new ArrayList<>(content.size());
        for (int i = 0; i < content.size(); i++) {
            parts.add(part(place + "[" + i + "]", content.get(i)));
        }
        return parts;
    }

    private static Part part(String at, JsonNode part) throws UntranslatableException {
        if (!(part instanceof ObjectNode object)) {
            throw new UntranslatableException(at, "is not a part: an object with a type");
        }
        String type = part.path("type").asString(null);
        return switch (type) {
            case "text" -> new Part.Text(at, required(at, part, "text"));
            case "refusal" -> new Part.Refusal(at, required(at, part, "refusal"));
            case "image_url" -> image(at, required(at + ".image_url", part.path("image_url"), "url"));
            case null, default -> new Part.Other(at, type, object);
        };
    }

    private static Part image(String at, String url) throws UntranslatableException {
        Matcher data = DATA_URI.matcher(url);
        if (data.matches()) {
            return new Part.ImageData(at, data.group(1).toLowerCase(Locale.ROOT),
                    WHITE.matcher(data.group(2)).replaceAll(""));
        }
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("https://") || lower.startsWith("http://")) {
            return new Part.ImageLink(at, url);
        }
        throw new UntranslatableException(at + ".image_url.url",
                "is neither an http address nor a data URI in base64");
    }

    private static List<Part.Text> texts(List<Part> parts) throws UntranslatableException {
        List<Part.Text> texts = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (!(part instanceof Part.Text text)) {
                throw new UntranslatableException(part.at(), "only texts have a place here");
            }
            texts.add(text);
        }
        return texts;
    }

    static String required(String at, JsonNode object, String field) throws UntranslatableException {
        JsonNode value = object.path(field);
        if (!value.isString()) {
            throw new UntranslatableException(at + "." + field, "is missing, or no text");
        }
        return value.asString();
    }
}
