package dev.longhaul.store.job;

import com.mongodb.MongoInterruptedException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.JobsCancelled;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.order.JobSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * What is done to all waiting jobs of a set, the latest first and a thousand at a time: each of them by a
 * compare-and-set, so that whatever else happens to a job meanwhile decides for it. A sweep that breaks off is repeated
 * without harm. Thread-safe.
 */
public final class JobSweeps {

    private static final int AT_A_TIME = 1_000;
    private static final Bson SWEPT = Projections.include(Fields.ID, Fields.TENANT, Fields.LANE, Fields.MODEL,
            Fields.EPOCH);

    private final MongoCollection<Document> jobs;
    private final Clock clock;
    private final Endings endings;

    JobSweeps(MongoCollection<Document> jobs, Clock clock, Endings endings) {
        this.jobs = jobs;
        this.clock = clock;
        this.endings = endings;
    }

    /**
     * Cancels those that are queued.
     *
     * @param upTo
     *            leaves those alone that were submitted later
     * @param reader
     *            told of the jobs that this call has cancelled, some at a time
     * @return how many those are
     */
    public long cancelQueued(JobSet set, Instant upTo, Consumer<JobsCancelled> reader) {
        String token = "cancel#" + UUID.randomUUID();
        return sweep(set, upTo, new Document(), found -> {
            Instant now = clock.instant();
            Update end = endings.end(endings.keep(set.tenant()), JobState.CANCELLED, now, null).set(Fields.REPORT,
                    token);
            List<Document> cancelled = changed(found, end, token);
            cancelled.stream().collect(Collectors.groupingBy(JobSweeps::kind)).values()
                    .forEach(alike -> reader.accept(news(alike, now)));
            return cancelled.size();
        });
    }

    private List<Document> changed(List<Document> found, Update end, String token) {
        List<String> ids = ids(found);
        if (jobs.updateMany(queued(ids), end).getModifiedCount() == found.size()) {
            return found;
        }
        return jobs.find(Filters.and(Filters.in(Fields.ID, ids), Filters.eq(Fields.REPORT, token)))
                .projection(SWEPT).batchSize(ids.size()).into(new ArrayList<>());
    }

    /** What jobs that are told of together have in common. */
    private static List<Object> kind(Document document) {
        return List.of(document.getString(Fields.LANE), document.getString(Fields.MODEL),
                document.getInteger(Fields.EPOCH, 0));
    }

    private static JobsCancelled news(List<Document> alike, Instant at) {
        Document one = alike.getFirst();
        return new JobsCancelled(one.getString(Fields.TENANT), Lane.fromWire(one.getString(Fields.LANE)),
                one.getString(Fields.MODEL), one.getInteger(Fields.EPOCH, 0), at,
                alike.stream().map(JobDocuments::id).toList());
    }

    /**
     * Marks those that are handed out, as a cancel of each would.
     *
     * @param upTo
     *            leaves those alone that were submitted later
     * @return all that are marked now; the workers are to be told
     */
    public List<JobId> requestCancel(JobSet set, Instant upTo) {
        Bson handedOut = Filters.and(members(set), Filters.lt(Fields.ID, JobId.textAfter(upTo)),
                Filters.in(Fields.STATE, Run.HANDED_OUT.stream().map(JobState::wire).toList()));
        return StoreCall.of(() -> {
            // the first request counts
            jobs.updateMany(handedOut,
                    new Update().min(Fields.CANCEL_REQUESTED_AT, JobDocuments.date(clock.instant())));
            return jobs.find(Filters.and(handedOut, Filters.exists(Fields.CANCEL_REQUESTED_AT)))
                    .projection(Projections.include(Fields.ID)).batchSize(AT_A_TIME).map(JobDocuments::id)
                    .into(new ArrayList<>());
        });
    }

    /**
     * Gives those that are queued another priority.
     *
     * @param upTo
     *            leaves those alone that were submitted later
     * @return how many had another one before
     */
    public long reprioritise(JobSet set, Instant upTo, int priority) {
        return sweep(set, upTo, Filters.ne(Fields.PRIORITY, priority), found -> jobs
                .updateMany(queued(ids(found)), new Update().set(Fields.PRIORITY, priority)).getModifiedCount());
    }

    /** While some are changed the next ones are looked for, which halves the time where both take the same. */
    private long sweep(JobSet set, Instant upTo, Bson more, Step step) {
        Bson waiting = Filters.and(members(set), Filters.eq(Fields.STATE, JobState.QUEUED.wire()), more);
        return StoreCall.of(() -> {
            long all = 0;
            try (ExecutorService changes = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
                Future<Long> changing = CompletableFuture.completedFuture(0L);
                String last = JobId.textAfter(upTo);
                boolean isMore;
                do {
                    List<Document> found = before(last, waiting);
                    all += result(changing);
                    changing = changes.submit(() -> found.isEmpty() ? 0L : step.done(found));
                    last = found.isEmpty() ? last : found.getLast().getString(Fields.ID);
                    isMore = found.size() == AT_A_TIME;
                } while (isMore);
                return all + result(changing);
            }
        });
    }

    /** From the last one on, so that nothing is looked at twice, in the order of the indexes. */
    private List<Document> before(String last, Bson waiting) {
        return jobs.find(Filters.and(waiting, Filters.lt(Fields.ID, last))).sort(Sorts.descending(Fields.ID))
                .limit(AT_A_TIME).batchSize(AT_A_TIME).projection(SWEPT).into(new ArrayList<>());
    }

    private static long result(Future<Long> changing) {
        try {
            return changing.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MongoInterruptedException("interrupted while jobs were changed", e);
        }
    }

    private static Bson members(JobSet set) {
        Bson tenants = Filters.eq(Fields.TENANT, set.tenant());
        String batch = set.batch();
        return batch == null ? tenants : Filters.and(tenants, Filters.eq(Fields.BATCH, batch));
    }

    private static List<String> ids(List<Document> found) {
        return found.stream().map(document -> document.getString(Fields.ID)).toList();
    }

    private static Bson queued(List<String> ids) {
        return Filters.and(Filters.in(Fields.ID, ids), Filters.eq(Fields.STATE, JobState.QUEUED.wire()));
    }

    private interface Step {

        /** How many of those found it has changed. */
        long done(List<Document> found);
    }
}
