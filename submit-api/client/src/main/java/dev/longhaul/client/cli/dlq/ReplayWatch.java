package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.Tokens;
import dev.longhaul.client.cli.batch.ledger.Tally;
import dev.longhaul.client.cli.batch.progress.ProgressView;
import dev.longhaul.client.cli.batch.progress.RunStatus;
import dev.longhaul.client.cli.session.ExitCode;
import dev.longhaul.client.cli.session.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Follows a replay with a progress bar until it is over. Whoever leaves it leaves the replay going. */
final class ReplayWatch {

    /** How late its end may be noticed. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private ReplayWatch() {}

    /**
     * @param progress
     *            as for {@link ProgressView#on}
     * @return the exit code: 0 when all that were replayed have succeeded
     */
    static int follow(Session session, LonghaulClient longhaul, String id, @Nullable Boolean progress) {
        ObjectNode last;
        try (ProgressView view = ProgressView.on(session.err(), session.columns(), progress)) {
            Duration every = view.interval().compareTo(LONGEST) < 0 ? view.interval() : LONGEST;
            last = longhaul.deadLetters().watch(id, every, replay -> view.show(status(replay)));
        }
        Letters.replay(session, last);
        boolean wellDone = last.path("status").asString("").equals("completed") && last.path("failed").asLong(0) == 0
                && last.path("ended_otherwise").asLong(0) == 0;
        return wellDone ? ExitCode.SUCCEEDED : ExitCode.SOME_FAILED;
    }

    private static RunStatus status(ObjectNode replay) {
        long skipped = 0;
        for (JsonNode count : replay.path("skipped")) {
            skipped += count.asLong(0);
        }
        long succeeded = replay.path("succeeded").asLong(0);
        long failed = replay.path("failed").asLong(0);
        long done = skipped + succeeded + failed + replay.path("ended_otherwise").asLong(0);
        return new RunStatus(replay.path("selection").path("jobs").asLong(0), 0, done, done,
                new Tally(succeeded, failed, 0, Tokens.NONE), null);
    }
}
