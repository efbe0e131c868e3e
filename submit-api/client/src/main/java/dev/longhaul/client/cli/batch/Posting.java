package dev.longhaul.client.cli.batch;

import dev.longhaul.client.Job;
import dev.longhaul.client.JobQuery;
import dev.longhaul.client.JobRequest;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.Submission;
import dev.longhaul.client.cli.batch.input.PreparedLine;
import dev.longhaul.client.cli.batch.ledger.Ledger;
import dev.longhaul.client.cli.session.PlatformBusyException;
import dev.longhaul.contract.job.JobId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Submits lines, each under its own idempotency key, until every one is accepted or refused for good. Thread-safe. */
final class Posting {

    /** The platform keeps keys for 24 hours; an hour of that is left to clocks that differ and requests under way. */
    static final Duration KEY_LIFE = Duration.ofHours(23);
    private static final String RUN_MARK = "longhaul_run";
    private static final int METADATA_PAIRS = 16;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final LonghaulClient longhaul;
    private final Ledger ledger;
    private final RunRecord record;
    private final InFlight inFlight;
    private final RunEnd end;
    private final Clock clock;
    private final Duration maxOutage;

    /**
     * A line on its way.
     *
     * @param prepared
     *            its content
     * @param submission
     *            the how many-th, from 1
     * @param announced
     *            when an earlier process was about to submit it
     */
    record Line(PreparedLine prepared, int submission, @Nullable Instant announced) {}

    Posting(LonghaulClient longhaul, Ledger ledger, RunRecord record, InFlight inFlight, RunEnd end, Clock clock,
            Duration maxOutage) {
        this.longhaul = longhaul;
        this.ledger = ledger;
        this.record = record;
        this.inFlight = inFlight;
        this.end = end;
        this.clock = clock;
        this.maxOutage = maxOutage;
    }

    void post(List<Line> lines) throws IOException, InterruptedException {
        lines.forEach(this::mark);
        List<Line> left = withoutFound(lines);
        long start = System.nanoTime();
        for (int round = 0; !left.isEmpty(); round++) {
            ledger.submitting(left.stream().map(line -> line.prepared().line()).toList(), clock.instant());
            List<Submission> answers = longhaul.submitAll(left.stream().map(this::request).toList());
            boolean outOfPatience = System.nanoTime() - start > maxOutage.toNanos();
            left = sort(left, answers, outOfPatience);
            if (!left.isEmpty() && pause(round)) {
                return;
            }
        }
    }

    /** Takes the answers in and gives back the lines that are to be tried again. */
    private List<Line> sort(List<Line> lines, List<Submission> answers, boolean outOfPatience) throws IOException {
        Map<Integer, JobId> accepted = new LinkedHashMap<>();
        List<InFlightJob> jobs = new ArrayList<>();
        List<ObjectNode> refusals = new ArrayList<>();
        List<Line> again = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            switch (answers.get(i)) {
                case Submission.Accepted(JobId id) -> {
                    accepted.put(line.prepared().line(), id);
                    jobs.add(job(line, id));
                }
                case Submission.Refused refused when refused.isTemporary() && outOfPatience ->
                    throw new PlatformBusyException(refused.message());
                case Submission.Refused refused when refused.isTemporary() -> {
                    record.trouble(refused.message());
                    again.add(line);
                }
                case Submission.Refused refused -> refusals.add(ResultLines.refused(line.prepared().line(),
                        line.submission(), line.prepared().customId(), refused));
            }
        }
        ledger.accepted(accepted);
        record.submitted(jobs.size());
        inFlight.add(jobs);
        record.results(refusals);
        inFlight.free(refusals.size());
        return again;
    }

    private static InFlightJob job(Line line, JobId id) {
        return new InFlightJob(line.prepared().line(), line.submission(), line.prepared().customId(), id);
    }

    /** Whether the run ended meanwhile. */
    private boolean pause(int round) throws InterruptedException {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(round, 10));
        try {
            return end.await(doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE).isPresent();
        } catch (ExecutionException e) {
            // another thread has ended the run, and its failure is reported
            return true;
        }
    }

    private JobRequest request(Line line) {
        return JobRequest.of(line.prepared().body())
                .withIdempotencyKey(String.join("-", "batch", ledger.run(), Integer.toString(line.prepared().line()),
                        Integer.toString(line.submission()),
                        HexFormat.of().toHexDigits(line.prepared().contentHash())));
    }

    /** Lets a job be recognised as of this run, also when its key has been forgotten. */
    private void mark(Line line) {
        ObjectNode body = line.prepared().body();
        if (!body.hasNonNull("batch")) {
            body.put("batch", ledger.batch());
        }
        ObjectNode metadata = body.withObjectProperty("metadata");
        if (metadata.size() < METADATA_PAIRS) {
            metadata.put(RUN_MARK, ledger.run() + "-" + line.submission());
        }
    }

    /** Finds those that an earlier process did submit, where the key is too old to tell. */
    private List<Line> withoutFound(List<Line> lines) throws IOException {
        List<Line> left = new ArrayList<>(lines.size());
        Map<Integer, JobId> accepted = new LinkedHashMap<>();
        List<InFlightJob> jobs = new ArrayList<>();
        for (Line line : lines) {
            Optional<JobId> found = agedAnnouncement(line).flatMap(at -> find(line, at));
            found.ifPresentOrElse(id -> {
                accepted.put(line.prepared().line(), id);
                jobs.add(job(line, id));
            }, () -> left.add(line));
        }
        ledger.accepted(accepted);
        inFlight.add(jobs);
        return left;
    }

    private Optional<Instant> agedAnnouncement(Line line) {
        return Optional.ofNullable(line.announced())
                .filter(at -> Duration.between(at, clock.instant()).compareTo(KEY_LIFE) > 0);
    }

    private Optional<JobId> find(Line line, Instant announced) {
        JobQuery query = JobQuery.all().customId(line.prepared().customId())
                .createdAfter(announced.minus(Duration.ofHours(1)));
        try (Stream<Job> jobs = longhaul.list(query)) {
            return jobs.filter(job -> job.json().path("metadata").equals(line.prepared().body().path("metadata")))
                    .map(Job::id).findFirst();
        }
    }
}
