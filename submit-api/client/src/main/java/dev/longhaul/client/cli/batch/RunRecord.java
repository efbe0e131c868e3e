package dev.longhaul.client.cli.batch;

import dev.longhaul.client.cli.batch.ledger.Ledger;
import dev.longhaul.client.cli.batch.progress.RunStatus;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Takes the results of a run, counts them and ends the run with the last one. Thread-safe. */
final class RunRecord {

    private final Ledger ledger;
    private final RunEnd end;
    private final long total;
    private final long doneBefore;
    private final AtomicLong remaining;
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();

    /**
     * @param total
     *            lines that this run is to have results of
     * @param doneBefore
     *            how many of them have theirs already
     */
    RunRecord(Ledger ledger, RunEnd end, long total, long doneBefore) {
        this.ledger = ledger;
        this.end = end;
        this.total = total;
        this.doneBefore = doneBefore;
        this.remaining = new AtomicLong(total - doneBefore);
        if (total == doneBefore) {
            end.complete();
        }
    }

    /** Writes results of lines that had none. */
    void results(Collection<ObjectNode> results) throws IOException {
        if (results.isEmpty()) {
            return;
        }
        ledger.write(results);
        trouble.set(null);
        if (remaining.addAndGet(-results.size()) == 0) {
            end.complete();
        }
    }

    /** Counts jobs that this process has submitted. */
    void submitted(int jobs) {
        if (jobs > 0) {
            trouble.set(null);
        }
        submitted.addAndGet(jobs);
    }

    /** Notes that the platform does not do what it should, until it does again. */
    void trouble(String why) {
        trouble.set(why);
    }

    RunStatus status() {
        return new RunStatus(total, doneBefore, total - remaining.get(), submitted.get(), ledger.tally(),
                trouble.get());
    }
}
