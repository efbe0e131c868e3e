package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.batch.progress.Figures;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** What is done with many dead letters at once, and is over when the command is. */
@Command
final class DeedCommand implements Runnable {

    private final Session session;
    private final Deed deed;

    @Mixin
    private final WhichOptions which = new WhichOptions();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why, for whoever asks later")
    private String reason = "";

    /** A thing to do. */
    enum Deed {
        DISCARD("discard", "Takes dead letters off the list for good. The jobs stay failed.", "discarded", "discarded"),

        REDELIVER("redeliver", "Has webhook deliveries tried again that were given up. Jobs are replayed instead.",
                "redelivered", "are tried again");

        private final String verb;
        private final String description;
        private final String counted;
        private final String words;

        /**
         * @param counted
         *            the field of the answer that tells how many
         * @param words
         *            behind the number
         */
        Deed(String verb, String description, String counted, String words) {
            this.verb = verb;
            this.description = description;
            this.counted = counted;
            this.words = words;
        }
    }

    private DeedCommand(Session session, Deed deed) {
        this.session = session;
        this.deed = deed;
    }

    static CommandLine line(Session session, Deed deed) {
        CommandLine line = new CommandLine(new DeedCommand(session, deed));
        line.getCommandSpec().name(deed.verb).usageMessage().description(deed.description);
        return line;
    }

    @Override
    public void run() {
        ObjectNode body = Session.MAPPER.createObjectNode().put("reason", reason);
        body.set("filter", which.filter());
        try (LonghaulClient longhaul = session.client()) {
            ObjectNode answer = switch (deed) {
                case DISCARD -> longhaul.deadLetters().discard(body);
                case REDELIVER -> longhaul.deadLetters().redeliver(body);
            };
            if (session.json()) {
                session.print(answer);
            } else {
                session.out().println(Figures.count(answer.path(deed.counted).asLong(0)) + " " + deed.words);
            }
        }
    }
}
