package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.cli.batch.progress.Figures;
import dev.longhaul.client.cli.session.Session;
import java.time.Instant;
import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows dead letters and replays, for a person or as JSON. */
final class Letters {

    private Letters() {}

    static void group(Session session, ObjectNode group) {
        if (session.json()) {
            session.print(group);
            return;
        }
        JsonNode sample = group.path("sample");
        session.out().println(String.join("  ", group.path("cause").asString(""),
                pad(Figures.count(group.path("count").asLong(0)), 9), time(group.path("last_failed_at")),
                error(sample)));
    }

    static void letter(Session session, ObjectNode letter) {
        if (session.json()) {
            session.print(letter);
            return;
        }
        session.out().println(String.join("  ", letter.path("id").asString(""), time(letter.path("failed_at")),
                letter.path("tenant").asString(""), letter.path("model").asString(""), error(letter)));
    }

    /** Code, provider and message. */
    private static String error(JsonNode letter) {
        JsonNode error = letter.path("error");
        return error.path("code").asString("") + " (" + letter.path("provider").asString("nobody called") + "): "
                + error.path("message").asString("").replace('\n', ' ');
    }

    static void selection(Session session, JsonNode selection) {
        session.out().println(Figures.count(selection.path("jobs").asLong(0)) + " jobs, "
                + Figures.shortCount(selection.path("prompt_tokens").asLong(0)) + " tokens in and up to "
                + Figures.shortCount(selection.path("completion_tokens").asLong(0)) + " out, "
                + (selection.path("cost_usd").isNumber()
                        ? "at most $" + selection.path("cost_usd").asString("")
                        : "at a cost that is not known"));
    }

    static void replay(Session session, ObjectNode replay) {
        if (session.json()) {
            session.print(replay);
            return;
        }
        StringJoiner line = new StringJoiner(", ", replay.path("id").asString("") + " is "
                + replay.path("status").asString("") + ": ", "");
        line.add(Figures.count(replay.path("succeeded").asLong(0)) + " succeeded");
        line.add(Figures.count(replay.path("failed").asLong(0)) + " failed again");
        long otherwise = replay.path("ended_otherwise").asLong(0);
        if (otherwise > 0) {
            line.add(Figures.count(otherwise) + " ended otherwise");
        }
        for (Map.Entry<String, JsonNode> skipped : replay.path("skipped").properties()) {
            line.add(Figures.count(skipped.getValue().asLong(0)) + " skipped (" + skipped.getKey() + ")");
        }
        session.out().println(line);
        if (replay.path("stopped_because").isString()) {
            session.out().println("  " + replay.path("stopped_because").asString(""));
        }
    }

    private static String time(JsonNode seconds) {
        return Instant.ofEpochSecond(seconds.asLong(0)).toString();
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
