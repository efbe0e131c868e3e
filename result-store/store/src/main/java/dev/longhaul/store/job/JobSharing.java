package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Completions;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Gives queued jobs the answers of others. Thread-safe. */
public final class JobSharing {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    /** A longer answer is not shared: it is kept in parts, which go with their own job. */
    static final int LONGEST = JobAnswers.LONGEST_INLINE;

    private final MongoCollection<Document> jobs;
    private final Clock clock;
    private final Endings endings;

    JobSharing(MongoCollection<Document> jobs, Clock clock, Endings endings) {
        this.jobs = jobs;
        this.clock = clock;
        this.endings = endings;
    }

    /**
     * Ends jobs that are still queued as succeeded with the answers of others, in bulk. An answer that was cut off,
     * filtered, is not there or is too long is not given.
     *
     * @param token
     *            unique to this call
     */
    public Result share(List<Share> shares, String token) {
        if (shares.isEmpty()) {
            return new Result(List.of(), Set.of());
        }
        return StoreCall.of(() -> {
            Map<JobId, Document> answers = answers(shares);
            Set<JobId> useless = new HashSet<>();
            List<UpdateOneModel<Document>> writes = new ArrayList<>();
            Map<JobId, Ended> written = new HashMap<>();
            for (Share share : shares) {
                Document answer = answers.get(share.from());
                if (answer == null) {
                    useless.add(share.from());
                } else {
                    Ended ended = new Ended(share.job(), cached(share, answer));
                    writes.add(write(ended, answer, token));
                    written.put(share.job(), ended);
                }
            }
            if (!writes.isEmpty()) {
                jobs.bulkWrite(writes, UNORDERED);
            }
            return new Result(won(written, token), useless);
        });
    }

    private Map<JobId, Document> answers(List<Share> shares) {
        Map<JobId, Document> answers = new HashMap<>();
        List<String> ids = shares.stream().map(share -> share.from().toString()).distinct().toList();
        jobs.find(Filters.and(Filters.in(Fields.ID, ids), Filters.eq(Fields.STATE, JobState.SUCCEEDED.wire())))
                .projection(Projections.include(Fields.TENANT, Fields.STATE, Fields.RESPONSE, Fields.USAGE, Fields.COST,
                        Fields.CACHED))
                .forEach(document -> {
                    String response = document.getString(Fields.RESPONSE);
                    if (response != null && response.length() <= LONGEST && Completions.isWhole(response)) {
                        answers.put(JobDocuments.id(document), document);
                    }
                });
        return answers;
    }

    private static Cached cached(Share share, Document answer) {
        Usage usage = JobDocuments.toUsage(answer.get(Fields.USAGE, Document.class));
        return new Cached(share.from(), share.inFlight(), usage == null ? 0 : usage.totalTokens(),
                JobDocuments.nanoDollars(answer));
    }

    private UpdateOneModel<Document> write(Ended ended, Document answer, String token) {
        Update update = endings.end(endings.keep(answer), JobState.SUCCEEDED, clock.instant(), null)
                .set(Fields.RESPONSE, Objects.requireNonNull(answer.getString(Fields.RESPONSE)))
                .set(Fields.CACHED, JobDocuments.fromCached(ended.cached())).set(Fields.REPORT, token);
        return new UpdateOneModel<>(
                new Document(Fields.ID, ended.job().toString()).append(Fields.STATE, JobState.QUEUED.wire()), update);
    }

    private List<Ended> won(Map<JobId, Ended> written, String token) {
        List<Ended> won = new ArrayList<>();
        if (!written.isEmpty()) {
            jobs.find(Filters.and(Filters.in(Fields.ID, written.keySet().stream().map(JobId::toString).toList()),
                    Filters.eq(Fields.REPORT, token))).projection(Projections.include(Fields.ID))
                    .forEach(document -> {
                        @Nullable
                        Ended ended = written.get(JobDocuments.id(document));
                        if (ended != null) {
                            won.add(ended);
                        }
                    });
        }
        return won;
    }

    /**
     * A job that is to have another's answer.
     *
     * @param inFlight
     *            whether the other was with the workers when this one came
     */
    public record Share(JobId job, JobId from, boolean inFlight) {}

    /** A job that this call has ended. */
    public record Ended(JobId job, Cached cached) {}

    /**
     * Where an answer came from, and what that saved.
     *
     * @param from
     *            whose answer it is
     * @param inFlight
     *            whether the two shared a call; false when the answer was there before
     * @param tokens
     *            that the answer used
     * @param nanoDollars
     *            that it cost, in billionths of a US dollar; null when that is not known
     */
    public record Cached(JobId from, boolean inFlight, long tokens, @Nullable Long nanoDollars) {}

    /**
     * @param ended
     *            those that have got an answer; the others are not queued any more, or their answer is useless
     * @param useless
     *            jobs whose answer is not to be given to others
     */
    public record Result(List<Ended> ended, Set<JobId> useless) {}
}
