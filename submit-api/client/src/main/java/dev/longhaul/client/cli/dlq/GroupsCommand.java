package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "groups", description = "Lists the causes, the one with most dead letters first.")
final class GroupsCommand implements Runnable {

    private final Session session;

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    GroupsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client()) {
            longhaul.deadLetters().groups(filter.asMap()).forEach(group -> Letters.group(session, group));
        }
    }
}
