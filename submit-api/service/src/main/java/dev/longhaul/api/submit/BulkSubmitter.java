package dev.longhaul.api.submit;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.experiment.Participation;
import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.Submission;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.idempotency.IdempotencyStore.Claim;
import dev.longhaul.store.idempotency.IdempotencyStore.ClaimRequest;
import dev.longhaul.store.job.JobQueries;
import dev.longhaul.store.job.JobQueries.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes jobs of many submissions at once: one question to the record for all keys, all sends under way together. */
public final class BulkSubmitter {

    private static final Logger log = LoggerFactory.getLogger(BulkSubmitter.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final JobSubmitter submitter;
    private final Participation experiments;
    private final JobIds ids;
    private final IdempotencyKeys keys;
    private final JobQueries jobs;

    BulkSubmitter(JobSubmitter submitter, Participation experiments, JobIds ids, IdempotencyKeys keys,
            JobQueries jobs) {
        this.submitter = submitter;
        this.experiments = experiments;
        this.ids = ids;
        this.keys = keys;
        this.jobs = jobs;
    }

    /** What became of each, in order. Whatever is wrong with one is told in its place and leaves the others alone. */
    public List<BulkResult> submit(Caller caller, List<Submission> submissions) {
        return submit(caller, submissions, submissions.stream().map(each -> ids.mint(caller.tenant())).toList());
    }

    /**
     * As the other, for jobs whose ids follow from something else: one that is submitted again is the same job.
     *
     * @param jobIds
     *            their ids, in order
     */
    public List<BulkResult> submit(Caller caller, List<Submission> submissions, List<JobId> jobIds) {
        Entry[] entries = new Entry[submissions.size()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new Entry(submissions.get(i), jobIds.get(i));
        }
        findExperiments(caller, entries);
        claim(caller, entries);
        boolean logAway = false;
        for (Entry entry : entries) {
            if (entry.isToBeSent()) {
                if (logAway) {
                    // each further send would block as long as the one before
                    entry.error = JobProducer.unavailable();
                } else {
                    entry.draft = submitter.draft(entry.id, caller, entry.submission, null, entry.experiment,
                            entry.repeat);
                    entry.sent = submitter.begin(entry.draft);
                    logAway = JobProducer.isAway(entry.sent);
                    LongWork.giveWay();
                }
            }
        }
        List<BulkResult> results = new ArrayList<>(entries.length);
        int accepted = 0;
        for (Entry entry : entries) {
            BulkResult result = result(entry);
            results.add(result);
            accepted += result instanceof BulkResult.Accepted ? 1 : 0;
        }
        log.info("{} of {} jobs of tenant {} are accepted in bulk, from {} to {}", accepted, entries.length,
                caller.tenant(), entries.length == 0 ? "-" : entries[0].id,
                entries.length == 0 ? "-" : entries[entries.length - 1].id);
        return results;
    }

    /** Looks each experiment up once, however many lines name it. */
    private void findExperiments(Caller caller, Entry[] entries) {
        Map<String, Named> found = new HashMap<>();
        for (Entry entry : entries) {
            String id = entry.submission.experiment();
            if (id != null) {
                Named named = found.computeIfAbsent(id, unknown -> find(caller, entry.submission));
                entry.experiment = named.experiment;
                entry.error = named.error;
            }
        }
    }

    private Named find(Caller caller, Submission submission) {
        try {
            return new Named(experiments.named(caller.tenant(), submission).orElse(null), null);
        } catch (ApiException e) {
            return new Named(null, e);
        } catch (StoreUnavailableException e) {
            return new Named(null, ApiException.of(ErrorCode.STORE_UNAVAILABLE,
                    "The experiment cannot be looked up right now; try again shortly.").withRetryAfter(RETRY));
        }
    }

    /** An experiment, or why there is none. */
    private record Named(@Nullable Experiment experiment, @Nullable ApiException error) {}

    private void claim(Caller caller, Entry[] entries) {
        List<Entry> withKeys = new ArrayList<>();
        List<ClaimRequest> requests = new ArrayList<>();
        for (Entry entry : entries) {
            String key = entry.submission.idempotencyKey();
            if (key != null && entry.error == null) {
                try {
                    requests.add(IdempotencyKeys.request(caller, key, entry.submission, entry.id));
                    withKeys.add(entry);
                } catch (ApiException e) {
                    entry.error = e;
                }
            }
        }
        if (withKeys.isEmpty()) {
            return;
        }
        try {
            List<Claim> claims = keys.claim(requests);
            for (int i = 0; i < claims.size(); i++) {
                withKeys.get(i).take(claims.get(i));
            }
            markRecorded(withKeys);
        } catch (StoreUnavailableException e) {
            withKeys.forEach(entry -> entry.error = ApiException.of(ErrorCode.STORE_UNAVAILABLE,
                    "Idempotency keys cannot be checked right now; try again shortly.").withRetryAfter(RETRY));
        }
    }

    private void markRecorded(List<Entry> entries) {
        List<JobId> repeats = entries.stream().filter(entry -> entry.repeat && entry.error == null)
                .map(entry -> entry.id).distinct().toList();
        Map<JobId, JobState> states = new HashMap<>();
        for (Standing standing : jobs.standings(repeats)) {
            states.put(standing.id(), standing.state());
        }
        entries.forEach(entry -> entry.recorded = entry.repeat ? states.get(entry.id) : null);
    }

    private BulkResult result(Entry entry) {
        ApiException error = entry.error;
        if (error != null) {
            return new BulkResult.Refused(error);
        }
        JobState recorded = entry.recorded;
        Draft draft = entry.draft;
        CompletableFuture<?> sent = entry.sent;
        if (draft != null && sent != null) {
            try {
                submitter.finish(draft, sent);
            } catch (ApiException e) {
                return new BulkResult.Refused(e);
            }
        }
        return new BulkResult.Accepted(entry.id, recorded == null ? JobState.QUEUED : recorded);
    }

    /** One submission on its way. */
    private static final class Entry {

        private final Submission submission;
        private JobId id;
        private boolean repeat;
        private @Nullable JobState recorded;
        private @Nullable ApiException error;
        private @Nullable Experiment experiment;
        private @Nullable Draft draft;
        private @Nullable CompletableFuture<?> sent;

        Entry(Submission submission, JobId id) {
            this.submission = submission;
            this.id = id;
        }

        void take(Claim claim) {
            if (claim.sameBody()) {
                id = claim.job();
                repeat = !claim.first();
            } else {
                error = IdempotencyKeys.reused();
            }
        }

        boolean isToBeSent() {
            return error == null && recorded == null;
        }
    }
}
