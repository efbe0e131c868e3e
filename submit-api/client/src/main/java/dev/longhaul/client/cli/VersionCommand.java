package dev.longhaul.client.cli;

import dev.longhaul.client.cli.session.Session;
import dev.longhaul.client.cli.session.Version;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Shows the version of this command.")
final class VersionCommand implements Runnable {

    private final Session session;

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (session.json()) {
            session.print(Session.MAPPER.createObjectNode().put("version", Version.current()));
        } else {
            session.out().println("longhaul " + Version.current());
        }
    }
}
