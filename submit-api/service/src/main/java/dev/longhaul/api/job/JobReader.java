package dev.longhaul.api.job;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.key.Caller;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.job.JobAnswers;
import dev.longhaul.store.job.JobQueries;
import dev.longhaul.store.job.JobQueries.JobFilter;
import dev.longhaul.store.job.JobQueries.JobPage;
import dev.longhaul.store.job.JobQueries.Standing;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.job.StoredAnswer;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.plan.Retentions;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a caller's own jobs. A made-up id, and one of another tenant, is not found; neither costs a read. */
public final class JobReader {

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** Of answers in one response, because it is in memory whole. */
    private static final long MOST_CHARS = 1 << 24;

    private final JobIds ids;
    private final JobQueries jobs;
    private final JobAnswers answers;
    private final OrderStore orders;
    private final Retentions retentions;
    private final Clock clock;

    /**
     * @param retentions
     *            how long the record keeps a job: an older id that it does not know is not about to be recorded
     */
    public JobReader(JobIds ids, JobQueries jobs, JobAnswers answers, OrderStore orders, Retentions retentions,
            Clock clock) {
        this.ids = ids;
        this.jobs = jobs;
        this.answers = answers;
        this.orders = orders;
        this.retentions = retentions;
        this.clock = clock;
    }

    /**
     * Reads an id that a caller sent.
     *
     * @throws ApiException
     *             when it is not an id of this caller's tenant
     */
    JobId own(Caller caller, String text, @Nullable String param) {
        return JobId.tryParse(text).filter(id -> ids.belongsTo(id, caller.tenant()))
                .orElseThrow(() -> notFound(text, param));
    }

    /**
     * A job, with {@code {}} for its request; empty when the record does not have it yet.
     *
     * @throws ApiException
     *             when it was deleted, or is too old to be recorded still
     */
    public Optional<JobRecord> find(JobId id) {
        Optional<JobRecord> found = jobs.findAnswer(id).map(this::withPauses);
        if (found.isEmpty()) {
            checkRecent(id);
        } else if (found.get().deleted()) {
            throw deleted(id);
        }
        return found;
    }

    /** A job's long answer as JSON text, whole: for who cannot do with parts. */
    public String whole(JobRecord job) {
        StoredAnswer stored = Objects.requireNonNull(Objects.requireNonNull(job.ending()).stored());
        StringBuilder text = new StringBuilder(Math.toIntExact(stored.bytes()));
        answers.read(stored, text::append);
        return text.toString();
    }

    /** As it stands now. */
    public JobView view(JobId id) {
        return find(id).map(JobView::of).orElseGet(() -> JobView.unrecorded(id));
    }

    /** Those that are recorded, in no order; the others too are left out once the answers of some fill a response. */
    List<JobRecord> findAll(Collection<JobId> several) {
        return jobs.findAnswers(several, MOST_CHARS);
    }

    List<Standing> standings(Collection<JobId> several) {
        return jobs.standings(several);
    }

    JobPage list(JobFilter filter, int limit, boolean withResponses) {
        JobPage page = jobs.list(filter, limit, withResponses, MOST_CHARS);
        return new JobPage(withPauses(page.jobs()), page.hasMore());
    }

    /**
     * Tells an id that is about to be recorded from one whose job is no longer kept.
     *
     * @throws ApiException
     *             when it is too old to be recorded still
     */
    void checkRecent(JobId id) {
        if (id.mintedAt().plus(retention(id)).isBefore(clock.instant())) {
            throw notFound(id.toString(), null);
        }
    }

    /**
     * The answer to a change of a job that the record does not have yet.
     *
     * @throws ApiException
     *             when it is too old to be recorded still
     */
    ApiException notRecorded(JobId id) {
        checkRecent(id);
        return ApiException.of(ErrorCode.STORE_UNAVAILABLE,
                "The job is accepted but not recorded yet, so it cannot be changed; try again shortly.")
                .withRetryAfter(RETRY);
    }

    /** The job as a reader is to see it: one that waits may be kept by a pause of its batch or its tenant. */
    JobRecord withPauses(JobRecord job) {
        return withPauses(List.of(job)).getFirst();
    }

    private List<JobRecord> withPauses(List<JobRecord> found) {
        Set<JobSet> sets = new HashSet<>();
        found.stream().filter(job -> job.state() == JobState.QUEUED).forEach(job -> {
            sets.add(JobSet.ofTenant(job.submitted().tenant()));
            sets.add(new JobSet(job.submitted().tenant(), job.submitted().batch()));
        });
        Set<JobSet> paused = orders.paused(sets);
        return paused.isEmpty()
                ? found
                : found.stream().map(job -> job.state() == JobState.QUEUED && paused.stream().anyMatch(
                        set -> set.contains(job.submitted().tenant(), job.submitted().batch()))
                                ? job.pausedWithOthers()
                                : job)
                        .toList();
    }

    /** Only the id's own tenant can have it in its plan; an id that the record does not know is rare. */
    private Duration retention(JobId id) {
        return retentions.own().entrySet().stream().filter(own -> ids.belongsTo(id, own.getKey()))
                .map(Map.Entry::getValue).findFirst().orElse(retentions.usual());
    }

    /** The answer to whoever asks for a job that was deleted. */
    static ApiException deleted(JobId id) {
        return ApiException.of(ErrorCode.JOB_NOT_FOUND, "The job '" + id + "' was deleted.");
    }

    private static ApiException notFound(String id, @Nullable String param) {
        return ApiException.of(ErrorCode.JOB_NOT_FOUND, "There is no job '" + id + "'.", param);
    }
}
