package dev.longhaul.worker.report;

import dev.longhaul.contract.message.AnswerParts;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.worker.report.Outbox.Kept;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The reports of one message and how far it has come. Guarded by the lock of its bundler. */
final class Bundle {

    List<Entry> entries;
    @Nullable
    Kept kept;
    boolean triedToKeep;
    boolean confirmed;
    /** How it travels; null until it does, and again when it has to begin anew. */
    @Nullable
    Parcel parcel;
    /** When it was published last. */
    long since;

    /** What another worker has left has no entries here. */
    Bundle(List<Entry> entries, @Nullable Kept kept) {
        this.entries = entries;
        this.kept = kept;
        this.triedToKeep = kept != null;
    }

    /** Whether somebody waits for one of its starts. */
    boolean isAwaited() {
        return entries.stream().anyMatch(Entry::awaited);
    }

    List<Entry> outcomes() {
        return entries.stream().filter(entry -> entry.outcome != null).toList();
    }

    boolean needsKeeping() {
        return !triedToKeep && entries.stream().anyMatch(entry -> entry.outcome != null);
    }

    static byte[] message(String worker, List<Entry> entries) {
        return MessageCodec.write(new ResultMessage.Results(worker,
                entries.stream().map(Entry::start).filter(Objects::nonNull).toList(),
                entries.stream().map(Entry::outcome).filter(Objects::nonNull).toList()));
    }

    /**
     * One report and who is told of its fate.
     *
     * @param inParts
     *            what tells of its answer, when that is long
     */
    record Entry(@Nullable StartReport start, @Nullable OutcomeReport outcome, @Nullable AnswerParts inParts,
            boolean urgent, boolean awaited, long since, Runnable whenConfirmed, Consumer<Throwable> whenFailed) {

        /** Of another worker. */
        static Entry left(OutcomeReport outcome) {
            return new Entry(null, outcome, Parcel.describe(outcome.outcome()), false, false, 0, () -> {
            }, failure -> {
            });
        }

        /** Characters of its answer, and of those that broke off before it, that travel in the bundle's message. */
        int chars() {
            if (outcome == null) {
                return 0;
            }
            int chars = inParts == null && outcome.outcome() instanceof Outcome.Succeeded done
                    ? done.response().length()
                    : 0;
            for (Attempt attempt : outcome.attempts()) {
                String partial = attempt.partial();
                chars += partial == null ? 0 : partial.length();
            }
            return chars;
        }
    }
}
