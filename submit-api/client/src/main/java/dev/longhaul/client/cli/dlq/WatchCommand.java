package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "watch", description = {"Follows a replay until it is over or has stopped. Ctrl-C leaves it going.",
        "Exits with 1 unless it is completed and no job has failed again."})
final class WatchCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "REPLAY", description = "the replay's id")
    private String id = "";

    @Option(names = "--progress", negatable = true, description = "show a progress bar, or none; on a terminal a bar is the default")
    private @Nullable Boolean progress;

    WatchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (LonghaulClient longhaul = session.client()) {
            return ReplayWatch.follow(session, longhaul, id, progress);
        }
    }
}
