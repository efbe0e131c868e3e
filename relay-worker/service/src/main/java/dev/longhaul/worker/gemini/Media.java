package dev.longhaul.worker.gemini;

import dev.longhaul.worker.chat.Part;
import dev.longhaul.worker.chat.UntranslatableException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes images, sound and documents as Gemini's parts. Pure functions. */
final class Media {

    /** By the ending of a file's name, which is a type's name too. */
    private static final Map<String, String> IMAGES = Map.of("jpg", "image/jpeg", "jpeg", "image/jpeg", "png",
            "image/png", "webp", "image/webp", "heic", "image/heic", "heif", "image/heif");
    private static final Map<String, String> SOUNDS = Map.of("wav", "audio/wav", "mp3", "audio/mp3");
    private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);
    private static final String PDF = "application/pdf";
    private static final String PDF_URI = "data:" + PDF + ";base64,";

    private Media() {}

    static ObjectNode image(Part.ImageData image) throws UntranslatableException {
        String type = IMAGES.get(image.mediaType().replaceFirst("^image/", ""));
        if (type == null) {
            throw notAnImage(image, "'" + image.mediaType() + "'");
        }
        return inline(type, image.base64());
    }

    /** Gemini fetches it; it finds the type out itself where the address does not tell. */
    static ObjectNode link(Part.ImageLink link) throws UntranslatableException {
        String ending = ending(link.url());
        if (ending.equals("gif")) {
            throw notAnImage(link, "a GIF");
        }
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        ObjectNode file = part.putObject("fileData").put("fileUri", link.url());
        String type = IMAGES.get(ending);
        if (type != null) {
            file.put("mimeType", type);
        }
        return part;
    }

    private static UntranslatableException notAnImage(Part part, String type) {
        return new UntranslatableException(part.at(),
                type + " is not among Gemini's image types: JPEG, PNG, WebP, HEIC, HEIF");
    }

    private static String ending(String url) {
        String path = QUERY.matcher(url).replaceFirst("");
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    static ObjectNode other(Part.Other part) throws UntranslatableException {
        return switch (part.type()) {
            case "input_audio" -> sound(part);
            case "file" -> document(part);
            case null, default -> throw new UntranslatableException(part.at(),
                    "parts of type '" + part.type() + "' cannot be sent to Gemini");
        };
    }

    private static ObjectNode sound(Part.Other part) throws UntranslatableException {
        JsonNode audio = part.json().path("input_audio");
        String type = SOUNDS.get(audio.path("format").asString(""));
        if (type == null) {
            throw new UntranslatableException(part.at() + ".input_audio.format", "is neither wav nor mp3");
        }
        return inline(type, required(part, "input_audio", "data"));
    }

    private static ObjectNode document(Part.Other part) throws UntranslatableException {
        if (part.json().path("file").has("file_id")) {
            throw new UntranslatableException(part.at() + ".file.file_id",
                    "is a file at OpenAI, which Gemini cannot read: send file_data");
        }
        String data = required(part, "file", "file_data");
        if (!data.startsWith(PDF_URI)) {
            throw new UntranslatableException(part.at() + ".file.file_data", "is not a PDF as data URI in base64");
        }
        return inline(PDF, data.substring(PDF_URI.length()));
    }

    private static String required(Part.Other part, String object, String field) throws UntranslatableException {
        JsonNode value = part.json().path(object).path(field);
        if (!value.isString()) {
            throw new UntranslatableException(part.at() + "." + object + "." + field, "is missing, or no text");
        }
        return value.asString();
    }

    private static ObjectNode inline(String type, String base64) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        part.putObject("inlineData").put("mimeType", type).put("data", base64);
        return part;
    }
}
