package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import dev.longhaul.store.Expiry;
import java.time.Clock;
import org.bson.Document;

/**
 * Deletes what is past its time, for servers that have TTL indexes but do not act on them. Where MongoDB's own deletion
 * runs, it finds nothing.
 */
public final class JobRetention {

    private final MongoCollection<Document> jobs;
    private final Clock clock;

    JobRetention(MongoCollection<Document> jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * Deletes some of the jobs that are past their time.
     *
     * @param limit
     *            how many at most
     * @return how many were deleted; fewer than the limit: all are gone
     */
    public int sweep(int limit) {
        return Expiry.sweep(jobs, clock.instant(), limit);
    }
}
