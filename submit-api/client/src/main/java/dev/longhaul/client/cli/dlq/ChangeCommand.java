package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Changes what a replay does. Jobs that have gone out go on.")
final class ChangeCommand implements Runnable {

    private final Session session;
    private final String verb;

    @Parameters(paramLabel = "REPLAY", description = "the replay's id")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why, for whoever asks later")
    private String reason = "";

    /**
     * @param verb
     *            pause, resume or cancel
     */
    ChangeCommand(Session session, String verb) {
        this.session = session;
        this.verb = verb;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client()) {
            Letters.replay(session, longhaul.deadLetters().change(id, verb, reason));
        }
    }
}
