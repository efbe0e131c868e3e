package dev.longhaul.worker.anthropic;

import dev.longhaul.worker.chat.Part;
import dev.longhaul.worker.chat.UntranslatableException;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Images as blocks of the Messages API. Pure functions. */
final class Images {

    private static final Set<String> KNOWN = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private Images() {}

    static ObjectNode block(Part.ImageData image) throws UntranslatableException {
        // no registered type, but a common one
        String type = image.mediaType().equals("image/jpg") ? "image/jpeg" : image.mediaType();
        if (!KNOWN.contains(type)) {
            throw new UntranslatableException(image.at(),
                    "Anthropic takes images of type JPEG, PNG, GIF and WebP, not '" + type + "'");
        }
        ObjectNode block = JsonNodeFactory.instance.objectNode().put("type", "image");
        block.putObject("source").put("type", "base64").put("media_type", type).put("data", image.base64());
        return block;
    }

    static ObjectNode block(Part.ImageLink link) throws UntranslatableException {
        if (!link.url().toLowerCase(Locale.ROOT).startsWith("https:")) {
            throw new UntranslatableException(link.at(), "Anthropic fetches images from https addresses only");
        }
        ObjectNode block = JsonNodeFactory.instance.objectNode().put("type", "image");
        block.putObject("source").put("type", "url").put("url", link.url());
        return block;
    }
}
