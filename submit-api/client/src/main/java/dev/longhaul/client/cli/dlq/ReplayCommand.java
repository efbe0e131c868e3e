package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.ExitCode;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.client.cli.session.UserErrorException;
import dev.longhaul.contract.job.Lane;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "replay", description = {
        "Tries dead letters again and shows how it goes. Which ones is fixed when it begins; Ctrl-C leaves it going.",
        "Exits with 1 unless all of them succeed."})
final class ReplayCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private final WhichOptions which = new WhichOptions();

    @Option(names = "--dry-run", description = "only say how many, and what they may cost")
    private boolean dryRun;

    @Option(names = "--selection", paramLabel = "SEL_…", description = "that of a dry run; when it has changed, nothing is done")
    private @Nullable String selection;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for whoever asks later")
    private @Nullable String reason;

    @Option(names = "--rate", paramLabel = "N", description = "jobs a second (50)")
    private @Nullable Double rate;

    @Option(names = "--ramp", paramLabel = "SECONDS", description = "time from a tenth of the rate to all of it (0)")
    private @Nullable Integer ramp;

    @Option(names = "--canary", paramLabel = "N", description = "so many first; the others when all of these have succeeded")
    private @Nullable Integer canary;

    @Option(names = "--max-failures", paramLabel = "N", description = "stop when more fail again (a tenth of the jobs, at least 10)")
    private @Nullable Integer maxFailures;

    @Option(names = "--to-model", paramLabel = "MODEL", description = "ask this model instead")
    private @Nullable String toModel;

    @Option(names = "--to-provider", paramLabel = "PROVIDER", description = "call this provider of the model alone")
    private @Nullable String toProvider;

    @Option(names = "--to-lane", paramLabel = "LANE", description = "in this lane instead")
    private @Nullable Lane toLane;

    @Option(names = "--set", paramLabel = "NAME=JSON", description = "another parameter of the request, such as temperature=0; null takes it away")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--detach", description = "print the replay and do not wait for its end")
    private boolean detach;

    @Option(names = "--progress", negatable = true, description = "show a progress bar, or none; on a terminal a bar is the default")
    private @Nullable Boolean progress;

    ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode body = body();
        try (LonghaulClient longhaul = session.client()) {
            ObjectNode answer = longhaul.deadLetters().replay(body);
            if (dryRun) {
                show(answer);
                return ExitCode.SUCCEEDED;
            }
            if (detach) {
                Letters.replay(session, answer);
                return ExitCode.SUCCEEDED;
            }
            String id = answer.path("id").asString("");
            if (!session.json()) {
                session.err().println("longhaul: " + id + " goes on without this command; 'longhaul dlq watch " + id
                        + "' shows it again");
            }
            return ReplayWatch.follow(session, longhaul, id, progress);
        }
    }

    private ObjectNode body() {
        ObjectNode filter = which.filter();
        if (reason == null && !dryRun) {
            throw new UserErrorException("Say why: --reason \"the provider is back\".");
        }
        ObjectNode body = Session.MAPPER.createObjectNode().put("dry_run", dryRun);
        body.set("filter", filter);
        put(body, "selection", selection);
        put(body, "reason", reason);
        put(body, "rate_per_second", rate);
        put(body, "ramp_seconds", ramp);
        put(body, "canary", canary);
        put(body, "max_failures", maxFailures);
        ObjectNode overrides = body.putObject("overrides");
        put(overrides, "model", toModel);
        put(overrides, "provider", toProvider);
        put(overrides, "lane", toLane);
        if (!parameters.isEmpty()) {
            ObjectNode changed = overrides.putObject("parameters");
            parameters.forEach((name, json) -> changed.set(name, value(name, json)));
        }
        return body;
    }

    private static void put(ObjectNode body, String name, @Nullable Object value) {
        if (value != null) {
            body.set(name, Session.MAPPER.valueToTree(value));
        }
    }

    private static JsonNode value(String name, String json) {
        try {
            return Session.MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new UserErrorException("--set " + name + " takes a JSON value: 0.5, true, null or \"text\".", e);
        }
    }

    private void show(ObjectNode answer) {
        if (session.json()) {
            session.print(answer);
            return;
        }
        Letters.selection(session, answer.path("selection"));
        for (JsonNode letter : answer.path("sample")) {
            if (letter instanceof ObjectNode object) {
                Letters.letter(session, object);
            }
        }
        session.out().println("To replay exactly these: --selection "
                + answer.path("selection").path("selection").asString(""));
    }
}
