package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.client.cli.batch.input.LineDefaults;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.client.cli.session.UserErrorException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What makes a run the same run: the first line of its journal.
 *
 * @param run
 *            its random name, part of every idempotency key
 * @param sha256
 *            of the input
 * @param lastLine
 *            of the input
 * @param options
 *            those that go into the requests, by name
 */
public record RunHeader(String run, String sha256, int lastLine, Map<String, String> options) {

    private static final int VERSION = 1;

    ObjectNode json() {
        ObjectNode json = Session.MAPPER.createObjectNode().put("longhaul_batch_run", VERSION).put("run", run)
                .put("sha256", sha256).put("last_line", lastLine);
        ObjectNode given = json.putObject("options");
        options.forEach(given::put);
        return json;
    }

    /**
     * @throws UserErrorException
     *             when it was written by a newer command, or is no header
     */
    static RunHeader of(JsonNode json, Path journal) {
        int version = json.path("longhaul_batch_run").asInt(0);
        if (version != VERSION) {
            throw new UserErrorException(journal + (version == 0
                    ? " is not the journal of a batch run. Choose another -o."
                    : " was written by a newer version of this command. Use that one."));
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> option : json.path("options").properties()) {
            options.put(option.getKey(), option.getValue().asString(""));
        }
        return new RunHeader(json.path("run").asString(""), json.path("sha256").asString(""),
                json.path("last_line").asInt(0), options);
    }

    /** The name of the run's jobs as a set: the one that was asked for, or one of the run's own. */
    String batch() {
        return options.getOrDefault(LineDefaults.BATCH, "run-" + run);
    }

    /**
     * Checks that what is asked for now is this run.
     *
     * @param now
     *            what would be the header of a new run
     * @throws UserErrorException
     *             naming what differs and what to do
     */
    public void requireSame(RunHeader now, Path input, Path output) {
        String remedy = " Choose another -o, or say --force to throw " + output
                + " away and begin anew: every line is then paid again.";
        if (!sha256.equals(now.sha256)) {
            throw new UserErrorException("The content of " + input + " is not what " + output
                    + " was begun with, so its results would be of two inputs." + remedy);
        }
        Set<String> names = new LinkedHashSet<>(options.keySet());
        names.addAll(now.options.keySet());
        for (String name : names) {
            String before = options.get(name);
            String after = now.options.get(name);
            if (before == null || !before.equals(after)) {
                throw new UserErrorException(output + " was begun with "
                        + (before == null ? "no " + name : name + " '" + before + "'") + ", and now there is "
                        + (after == null ? "none" : "'" + after + "'") + ". Say the same as before to go on." + remedy);
            }
        }
    }
}
