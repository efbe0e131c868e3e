package dev.longhaul.client.cli;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.Model;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine.Command;

@Command(name = "models", description = "Lists the models that the platform serves.")
final class ModelsCommand implements Runnable {

    private final Session session;

    ModelsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client()) {
            for (Model model : longhaul.models()) {
                if (session.json()) {
                    session.print(model.json());
                } else {
                    session.out().println((model.id() + "  " + model.ownedBy()).stripTrailing());
                }
            }
        }
    }
}
