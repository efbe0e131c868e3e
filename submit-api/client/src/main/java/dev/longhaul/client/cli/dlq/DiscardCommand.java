package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.batch.progress.Figures;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.client.cli.session.UserErrorException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "discard", description = "Takes dead letters off the list for good. The jobs stay failed.")
final class DiscardCommand implements Runnable {

    private final Session session;

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Parameters(arity = "0..*", paramLabel = "ID", description = "only these jobs")
    private List<String> ids = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why, for whoever asks later")
    private String reason = "";

    @Option(names = "--all", description = "all dead letters, when neither ids nor a filter are given")
    private boolean all;

    DiscardCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ObjectNode which = filter.asJson(ids);
        if (which.isEmpty() && !all) {
            throw new UserErrorException("Which dead letters? Give ids or a filter, or say --all.");
        }
        ObjectNode body = Session.MAPPER.createObjectNode().put("reason", reason);
        body.set("filter", which);
        try (LonghaulClient longhaul = session.client()) {
            ObjectNode answer = longhaul.deadLetters().discard(body);
            if (session.json()) {
                session.print(answer);
            } else {
                session.out().println(Figures.count(answer.path("discarded").asLong(0)) + " discarded");
            }
        }
    }
}
