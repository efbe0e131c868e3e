package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows a dead letter with its request, its attempts and how it failed before, as JSON.")
final class ShowCommand implements Runnable {

    private final Session session;

    @Parameters(paramLabel = "ID", description = "the job's id")
    private String id = "";

    ShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client()) {
            if (session.json()) {
                session.print(longhaul.deadLetters().find(id));
            } else {
                session.out().println(longhaul.deadLetters().find(id).toPrettyString());
            }
        }
    }
}
