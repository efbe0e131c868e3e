package dev.longhaul.client.cli.batch;

import dev.longhaul.client.Job;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.LonghaulException;
import dev.longhaul.client.Lookup;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Fetches results: each thread asks for its own share of the jobs in flight, again and again. Thread-safe. */
final class Collector {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    private final LonghaulClient longhaul;
    private final RunRecord record;
    private final InFlight inFlight;

    Collector(LonghaulClient longhaul, RunRecord record, InFlight inFlight) {
        this.longhaul = longhaul;
        this.record = record;
        this.inFlight = inFlight;
    }

    /** Collects until interrupted. */
    void collect() throws IOException, InterruptedException {
        Duration wait = SHORTEST_WAIT;
        while (true) {
            List<InFlightJob> share = inFlight.take(LonghaulClient.MAX_LOOKUP);
            int ended = collect(share, wait);
            // where nothing ends for long, asking every second would only cost
            Duration longer = wait.multipliedBy(2);
            wait = ended > 0 ? SHORTEST_WAIT : longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
        }
    }

    /** Half of the share ends the wait early: few calls where much ends, and no delay where the last ones end. */
    private int collect(List<InFlightJob> share, Duration wait) throws IOException {
        Map<JobId, InFlightJob> open = new LinkedHashMap<>();
        share.forEach(job -> open.put(job.id(), job));
        List<ObjectNode> results = new ArrayList<>();
        try {
            Lookup lookup = longhaul.lookup(open.keySet(), wait, Math.max(1, share.size() / 2));
            for (Job job : lookup.ended()) {
                InFlightJob place = open.remove(job.id());
                if (place != null) {
                    results.add(ResultLines.of(place, job));
                }
            }
        } catch (LonghaulException e) {
            if (!isUnknownJob(e)) {
                throw e;
            }
            unknown(open.values(), e).forEach(lost -> {
                open.remove(lost.id());
                results.add(ResultLines.lost(lost));
            });
        }
        record.results(results);
        inFlight.free(results.size());
        inFlight.putBack(List.copyOf(open.values()));
        return results.size();
    }

    static boolean isUnknownJob(LonghaulException e) {
        return e.status() == ErrorCode.JOB_NOT_FOUND.httpStatus()
                && e.code().filter(ErrorCode.JOB_NOT_FOUND.wire()::equals).isPresent();
    }

    /** The message names the first of them; without that each is asked for. */
    private List<InFlightJob> unknown(Collection<InFlightJob> jobs, LonghaulException e) {
        String message = String.valueOf(e.getMessage());
        List<InFlightJob> named = jobs.stream().filter(job -> message.contains(job.id().toString())).toList();
        return named.isEmpty() ? jobs.stream().filter(job -> isUnknown(job.id())).toList() : named;
    }

    private boolean isUnknown(JobId id) {
        try {
            longhaul.get(id);
            return false;
        } catch (LonghaulException e) {
            if (isUnknownJob(e)) {
                return true;
            }
            throw e;
        }
    }
}
