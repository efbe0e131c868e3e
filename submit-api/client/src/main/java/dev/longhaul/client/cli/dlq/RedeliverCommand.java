package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.batch.progress.Figures;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "redeliver", description = "Has webhook deliveries tried again that were given up. Jobs are replayed instead.")
final class RedeliverCommand implements Runnable {

    private final Session session;

    @Mixin
    private final WhichOptions which = new WhichOptions();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why, for whoever asks later")
    private String reason = "";

    RedeliverCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ObjectNode body = Session.MAPPER.createObjectNode().put("reason", reason);
        body.set("filter", which.filter());
        try (LonghaulClient longhaul = session.client()) {
            ObjectNode answer = longhaul.deadLetters().redeliver(body);
            if (session.json()) {
                session.print(answer);
            } else {
                session.out().println(Figures.count(answer.path("redelivered").asLong(0)) + " are tried again");
            }
        }
    }
}
