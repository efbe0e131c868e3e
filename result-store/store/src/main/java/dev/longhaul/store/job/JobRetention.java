package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

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
        return StoreCall.of(() -> {
            Bson past = Filters.lte(Fields.EXPIRE_AT, Date.from(clock.instant()));
            List<String> due = jobs.find(past)
                    .projection(Projections.include(Fields.ID)).limit(limit)
                    .map(document -> document.getString(Fields.ID)).into(new ArrayList<>());
            // a job may have been replayed since the look
            return due.isEmpty()
                    ? 0
                    : (int) jobs.deleteMany(Filters.and(Filters.in(Fields.ID, due), past)).getDeletedCount();
        });
    }
}
