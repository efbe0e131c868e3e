package dev.longhaul.client;

import dev.longhaul.contract.job.JobState;
import java.util.Iterator;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads server-sent events (WHATWG HTML, 9.2): events of unknown names and comments are passed over. */
final class EventStream {

    private final StringBuilder data = new StringBuilder();
    private String name = "";
    private boolean done;

    /** Hands each event on until the last one; tells whether that came. */
    boolean read(Iterator<String> lines, Consumer<? super JobProgress> listener) {
        while (!done && lines.hasNext()) {
            line(lines.next(), listener);
        }
        return done;
    }

    private void line(String line, Consumer<? super JobProgress> listener) {
        if (line.isEmpty()) {
            dispatch(listener);
            return;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        String content = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "event" -> name = content;
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(content);
            default -> {
                // a comment, an id or a retry: nothing that is needed here
            }
        }
    }

    private void dispatch(Consumer<? super JobProgress> listener) {
        String text = data.toString();
        String event = name;
        data.setLength(0);
        name = "";
        if (text.isEmpty()) {
            return;
        }
        JsonNode json = parsed(text);
        switch (event) {
            case "status" -> listener.accept(new JobProgress.Status(state(json)));
            case "chunk" -> {
                if (json instanceof ObjectNode chunk) {
                    listener.accept(new JobProgress.Chunk(chunk));
                }
            }
            case "done" -> {
                done = true;
                listener.accept(new JobProgress.Done(Job.of(json)));
            }
            default -> {
                // an event of a newer platform
            }
        }
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw LonghaulException.badAnswer("an event of the job is not JSON", 200, null, e);
        }
    }

    private static JobState state(JsonNode json) {
        try {
            return JobState.fromWire(json.path("status").asString(""));
        } catch (IllegalArgumentException e) {
            throw LonghaulException.badAnswer("the platform named a state that this client does not know", 200, null,
                    e);
        }
    }
}
