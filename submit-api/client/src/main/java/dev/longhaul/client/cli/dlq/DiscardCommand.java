package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.batch.progress.Figures;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "discard", description = "Takes dead letters off the list for good. The jobs stay failed.")
final class DiscardCommand implements Runnable {

    private final Session session;

    @Mixin
    private final WhichOptions which = new WhichOptions();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why, for whoever asks later")
    private String reason = "";

    DiscardCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ObjectNode body = Session.MAPPER.createObjectNode().put("reason", reason);
        body.set("filter", which.filter());
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
