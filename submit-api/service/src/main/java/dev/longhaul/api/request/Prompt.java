package dev.longhaul.api.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonToken;

/** What a checked request gives its model to read. */
final class Prompt {

    /** Tools and the form of the answer are shown to the model as well, in a form that OpenAI does not publish. */
    private static final Set<String> SHOWN = Set.of("tools", "functions", "response_format");
    private static final Set<String> ATTACHMENTS = Set.of("image_url", "input_audio", "file", "audio");
    /** They tie the parts of a request together; the model does not read them. */
    private static final Set<String> TIES = Set.of("type", "id", "tool_call_id");

    private final List<String> texts = new ArrayList<>();
    private int messages;
    private int names;
    private int attachments;

    private Prompt() {}

    static Prompt read(KeptText request) {
        Prompt prompt = new Prompt();
        try (JsonCursor at = request.cursor()) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                if (field.equals("messages")) {
                    prompt.readMessages(at);
                } else {
                    int start = at.position();
                    at.skip();
                    if (SHOWN.contains(field)) {
                        prompt.texts.add(request.text(start, at.position() + 1));
                    }
                }
            }
        }
        return prompt;
    }

    private void readMessages(JsonCursor at) {
        while (at.next() != JsonToken.END_ARRAY) {
            messages++;
            read("", at);
        }
    }

    private void read(String field, JsonCursor at) {
        if (ATTACHMENTS.contains(field) && at.token() != JsonToken.VALUE_NULL) {
            attachments++;
            at.skip();
            return;
        }
        switch (at.token()) {
            case START_OBJECT -> {
                while (at.next() != JsonToken.END_OBJECT) {
                    String inner = at.name();
                    at.next();
                    read(inner, at);
                }
            }
            case START_ARRAY -> {
                while (at.next() != JsonToken.END_ARRAY) {
                    read(field, at);
                }
            }
            case VALUE_STRING -> {
                if (!TIES.contains(field)) {
                    texts.add(at.text());
                    names += field.equals("name") ? 1 : 0;
                }
            }
            default -> {
                // nothing to read
            }
        }
    }

    /** Contents, roles, names, calls of tools, and the JSON of what else the model is shown. */
    List<String> texts() {
        return texts;
    }

    int messages() {
        return messages;
    }

    int names() {
        return names;
    }

    /** Images, sounds and files. */
    int attachments() {
        return attachments;
    }
}
