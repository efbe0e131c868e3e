package dev.longhaul.client.cli.batch;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.LonghaulClientBuilder;
import dev.longhaul.client.LonghaulException;
import dev.longhaul.client.cli.batch.input.InputFile;
import dev.longhaul.client.cli.batch.ledger.Ledger;
import dev.longhaul.client.cli.batch.progress.ProgressView;
import dev.longhaul.client.cli.batch.progress.RunStatus;
import dev.longhaul.client.cli.session.UserErrorException;
import dev.longhaul.contract.job.JobId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * A run from opened ledger to its end. One use; {@link #stop} and {@link #status} may come from any thread.
 */
final class BatchRun {

    /** More would only share the same jobs. */
    private static final int MOST_COLLECTORS = 64;
    private static final int SAMPLE = 8;
    /** After this time a job that was accepted has long been recorded. */
    private static final Duration RECORDING = Duration.ofMinutes(10);

    private final InputFile input;
    private final Ledger ledger;
    private final RunOptions options;
    private final RunEnd end = new RunEnd();
    private final RunRecord record;
    private final Clock clock;

    BatchRun(InputFile input, Ledger ledger, RunOptions options, Clock clock) {
        this.input = input;
        this.ledger = ledger;
        this.options = options;
        this.clock = clock;
        this.record = new RunRecord(ledger, end, input.prompts(), ledger.doneUpTo(input.lastLine()));
    }

    /** Ends the run as soon as what is being written is written. Jobs go on. */
    void stop() {
        end.stop();
    }

    /** Whether the run is of all lines of its input. */
    boolean isWhole() {
        return input.isWhole();
    }

    RunStatus status() {
        return record.status();
    }

    /**
     * Runs until every line has its result or somebody stops it.
     *
     * @throws ExecutionException
     *             with what made it fail
     */
    RunEnd.Kind run(LonghaulClientBuilder builder, ProgressView view)
            throws IOException, InterruptedException, ExecutionException {
        try (LonghaulClient longhaul = builder.retryFor(options.maxOutage())
                .onRetry(retry -> record.trouble(String.valueOf(retry.failure().getMessage()))).build();
                Crew crew = new Crew(end)) {
            settleKnownJobs(longhaul);
            InFlight inFlight = new InFlight(options.maxInFlight());
            Posting posting = new Posting(longhaul, ledger, record, inFlight, end, clock, options.maxOutage());
            Submitter submitter = new Submitter(input, ledger, inFlight, posting, crew);
            Collector collector = new Collector(longhaul, record, inFlight);
            int collectors = Math.min(MOST_COLLECTORS, options.maxInFlight() / LonghaulClient.MAX_LOOKUP + 4);
            for (int i = 0; i < collectors; i++) {
                crew.start(collector::collect);
            }
            crew.start(submitter::submit);
            return awaited(view);
        }
    }

    private RunEnd.Kind awaited(ProgressView view) throws InterruptedException, ExecutionException {
        try (view) {
            while (true) {
                Optional<RunEnd.Kind> kind = end.await(view.interval());
                view.show(status());
                if (kind.isPresent()) {
                    return kind.get();
                }
            }
        }
    }

    /**
     * Where the platform has none of the jobs of an earlier process, it is another platform or tenant, or lost them: to
     * go on as if nothing was would be to wait for ever, or to pay again without a word.
     */
    private void settleKnownJobs(LonghaulClient longhaul) throws IOException {
        List<JobId> sample = ledger.knownJobs().stream().limit(SAMPLE).toList();
        if (sample.isEmpty() || sample.stream().anyMatch(id -> isThere(longhaul, id))) {
            return;
        }
        if (!options.retryFailed()) {
            throw new UserErrorException("The platform has none of the " + ledger.knownJobs().size()
                    + " jobs that this run waits for. Are --url and the API key those of the run's beginning? If so, the"
                    + " jobs were removed: --retry-failed submits their lines again.");
        }
        ledger.abandonKnownJobs();
    }

    private boolean isThere(LonghaulClient longhaul, JobId id) {
        try {
            return longhaul.get(id).isRecorded() || id.mintedAt().plus(RECORDING).isAfter(clock.instant());
        } catch (LonghaulException e) {
            if (Collector.isUnknownJob(e)) {
                return false;
            }
            throw e;
        }
    }
}
