package dev.longhaul.api.batch;

import dev.longhaul.api.batch.InputCheck.Finding;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchEnd;
import dev.longhaul.store.batch.BatchEnd.Problem;
import dev.longhaul.store.batch.BatchProgress;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.batch.BatchStatus;
import dev.longhaul.store.file.StoredFile;
import dev.longhaul.store.job.JobQueries.Standing;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.OrderStore.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one batch while this instance holds it, step by step: all that a step has done is in the record before
 * the next one, so that it may break off anywhere. For one thread.
 */
final class BatchRun {

    private static final Logger log = LoggerFactory.getLogger(BatchRun.class);
    /** After the window: jobs that the record does not have by then will not come. */
    private static final Duration STRAGGLERS = Duration.ofMinutes(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final String GONE = "file_not_found";

    private final BatchParts parts;
    private final String runner;
    private final Duration lease;
    private final Runnable giveWay;
    private final LookPace pace = new LookPace();
    private Batch batch;
    private BatchProgress progress;
    private Instant saved;
    private @Nullable LineSubmission submission;
    private @Nullable LineStates states;
    private Instant looked = Instant.EPOCH;
    private boolean stopOrdered;
    /** Lines that may have jobs once no more are submitted; negative until that is known. */
    private int begun = -1;

    /**
     * @param batch
     *            just taken by this runner
     * @param giveWay
     *            lets others work; called within long steps
     */
    BatchRun(BatchParts parts, Batch batch, String runner, Duration lease, Runnable giveWay) {
        this.parts = parts;
        this.batch = batch;
        this.progress = batch.progress();
        this.runner = runner;
        this.lease = lease;
        this.giveWay = giveWay;
        this.saved = parts.clock().instant();
    }

    /**
     * Does what is to be done now.
     *
     * @return how long there is nothing to do; empty when this instance has nothing more to do with the batch
     */
    Optional<Duration> step() {
        return switch (batch.status()) {
            case VALIDATING -> check();
            case IN_PROGRESS -> run();
            case CANCELLING -> stop();
            case FINALIZING -> finish();
            case COMPLETED, FAILED, EXPIRED, CANCELLED -> Optional.empty();
        };
    }

    private Optional<Duration> check() {
        StoredFile file = file();
        if (file == null) {
            return fail(gone());
        }
        return switch (new InputCheck().check(parts.lines(file, 0), this::renew)) {
            case Finding.Good good -> {
                progress = BatchProgress.checked(good.total(), good.model());
                log.info("batch {} of tenant {} has {} lines", batch.id(), batch.order().tenant(), good.total());
                yield move(BatchStatus.IN_PROGRESS);
            }
            case Finding.Bad bad -> fail(bad.problems());
            case Finding.BrokenOff broken -> Optional.empty();
        };
    }

    private Optional<Duration> run() {
        boolean last = progress.submitted() == progress.total() || isWindowOver();
        if (!last) {
            LineSubmission lines = submission();
            if (lines == null) {
                return fail(gone());
            }
            Optional<BatchProgress> further = lines.submit(progress);
            if (further.isPresent()) {
                progress = further.get();
            }
            lookMeanwhile();
            return save(true) ? Optional.of(further.isPresent() ? Duration.ZERO : RETRY) : Optional.empty();
        }
        // it keeps a part of the file, and the jobs may take a day
        submission = null;
        return look() ? move(BatchStatus.FINALIZING) : pause();
    }

    private Optional<Duration> stop() {
        if (!stopOrdered) {
            parts.orders().end(new JobSet(batch.order().tenant(), batch.id().toString()),
                    new Signature(batch.order().keyId(), "the batch is cancelled"));
            stopOrdered = true;
        }
        return look() ? finish() : pause();
    }

    /** So that the counts grow while a long file is submitted. */
    private void lookMeanwhile() {
        Instant now = parts.clock().instant();
        if (!now.isBefore(looked.plus(LOOK_EVERY))) {
            looked = now;
            LineStates all = states();
            all.look(progress.submitted(), progress.submitted(), false, false);
            progress = all.seen(progress);
        }
    }

    private LineStates states() {
        LineStates all = states == null ? new LineStates(parts, batch, progress) : states;
        states = all;
        return all;
    }

    /** Whether all jobs have ended. */
    private boolean look() {
        LineStates all = states();
        begun = begun < 0 ? begun() : begun;
        BatchProgress before = progress;
        all.look(begun, progress.submitted(), true,
                parts.clock().instant().isAfter(batch.order().windowEnd().plus(STRAGGLERS)));
        progress = all.seen(progress);
        pace.looked(!progress.equals(before));
        return all.allEnded();
    }

    /** Another instance may have died between the submission of some lines and the note of it. */
    private int begun() {
        int end = Math.min(progress.total(), (progress.submitted() / BatchRefusals.PAGE + 1) * BatchRefusals.PAGE);
        List<JobId> ids = new ArrayList<>();
        for (int line = progress.submitted(); line < end; line++) {
            ids.add(parts.ids().line(batch.id(), batch.order().tenant(), line));
        }
        int found = progress.submitted();
        for (Standing standing : parts.jobs().standings(ids)) {
            found = Math.max(found, progress.submitted() + ids.indexOf(standing.id()) + 1);
        }
        return found;
    }

    private Optional<Duration> finish() {
        OutputFiles files = new OutputFiles(parts, batch);
        Optional<BatchEnd> end = files.write(this::renew);
        if (end.isEmpty()) {
            return Optional.empty();
        }
        BatchStatus whole = files.isPartial() ? BatchStatus.EXPIRED : BatchStatus.COMPLETED;
        return end(batch.status() == BatchStatus.CANCELLING ? BatchStatus.CANCELLED : whole, end.get());
    }

    private Optional<Duration> fail(List<Problem> problems) {
        return end(BatchStatus.FAILED, BatchEnd.failed(problems));
    }

    private Optional<Duration> end(BatchStatus target, BatchEnd end) {
        Optional<Batch> ended = parts.batches().end(batch, runner, target, end);
        ended.ifPresent(now -> log.info("batch {} of tenant {} is {}: {} of {} lines have answers", now.id(),
                now.order().tenant(), target.wire(), end.completed(), now.progress().total()));
        return changed(ended);
    }

    private Optional<Duration> move(BatchStatus target) {
        return changed(parts.batches().move(batch, runner, target, progress, lease));
    }

    /** The batch may have been cancelled meanwhile, and then it is still ours. */
    private Optional<Duration> changed(Optional<Batch> now) {
        if (now.isPresent()) {
            take(now.get());
            return Optional.of(Duration.ZERO);
        }
        return save(true) ? Optional.of(Duration.ZERO) : Optional.empty();
    }

    private Optional<Duration> pause() {
        return save(!progress.equals(batch.progress())) ? Optional.of(pace.next()) : Optional.empty();
    }

    private boolean renew() {
        giveWay.run();
        return !Thread.currentThread().isInterrupted() && save(false);
    }

    /**
     * Saves the progress, at the latest when a third of the lease is over.
     *
     * @return whether the batch is still ours
     */
    private boolean save(boolean atOnce) {
        Instant now = parts.clock().instant();
        if (!atOnce && now.isBefore(saved.plus(lease.dividedBy(3)))) {
            return true;
        }
        Optional<Batch> kept = parts.batches().save(batch.id(), runner, progress, lease);
        kept.ifPresent(this::take);
        return kept.isPresent();
    }

    private void take(Batch now) {
        batch = now;
        saved = parts.clock().instant();
    }

    private @Nullable LineSubmission submission() {
        if (submission == null) {
            StoredFile file = file();
            submission = file == null ? null : new LineSubmission(parts, batch, file, progress);
        }
        return submission;
    }

    private @Nullable StoredFile file() {
        return parts.files().find(batch.order().tenant(), batch.order().inputFile()).orElse(null);
    }

    private List<Problem> gone() {
        return List.of(new Problem(GONE, null, "The file '" + batch.order().inputFile() + "' was deleted.",
                "input_file_id"));
    }

    private boolean isWindowOver() {
        return !parts.clock().instant().isBefore(batch.order().windowEnd());
    }
}
