package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists dead letters, those submitted last first.")
final class ListCommand implements Runnable {

    private final Session session;

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "how many at most (${DEFAULT-VALUE})")
    private int limit;

    ListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client()) {
            longhaul.deadLetters().list(filter.asMap(), limit).forEach(letter -> Letters.letter(session, letter));
        }
    }
}
