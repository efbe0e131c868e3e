package dev.longhaul.client.cli.experiments;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "report", description = "Compares the variants of an experiment, each number with its 95 % interval.")
final class ReportCommand implements Runnable {

    private final Session session;

    @Parameters(paramLabel = "ID", description = "the experiment's id")
    private String id = "";

    ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client()) {
            ObjectNode report = longhaul.experimentReport(id);
            if (session.json()) {
                session.print(report);
            } else {
                ReportText.lines(report).forEach(session.out()::println);
            }
        }
    }
}
