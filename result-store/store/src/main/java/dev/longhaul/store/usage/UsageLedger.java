package dev.longhaul.store.usage;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.job.Extra;
import dev.longhaul.store.job.JobExtras;
import dev.longhaul.store.job.JobSpending;
import dev.longhaul.store.job.Spending;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what jobs use, each exactly once, although a job, its ledger and the process that writes them share no
 * transaction.
 *
 * <p>
 * Before a batch of answers is written, an entry with the ids of its jobs is opened; the write that ends a job says in
 * its document which entry counts it. Then the sums are put into the entry, and from there into the ledger, where each
 * document remembers the last entry of each writer that it has added; then the entry is deleted. A writer posts its
 * entries one after the other. What a dead writer has left is finished by another: an entry with sums is posted again,
 * which adds what is missing; of an entry without sums the jobs are moved to an entry of its own, and it is kept for an
 * hour, should its writer still be alive and write.
 *
 * <p>
 * In the same way it counts the calls that were paid for, or may have been, without being an answer: see
 * {@link #recount}.
 *
 * <p>
 * Used by one thread.
 */
public final class UsageLedger {

    private static final Logger log = LoggerFactory.getLogger(UsageLedger.class);

    private static final String ENTRIES = "usage_entries";
    private static final String ID = "_id";
    private static final String AT = "at";
    private static final String JOBS = "jobs";
    private static final String SUMS = "sums";
    private static final String ABANDONED = "abandoned";
    private static final String APPLIED = "applied.";
    private static final char NUMBER = '-';
    private static final int DUPLICATE_KEY = 11000;
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    /** After which a batch that a writer has begun will not be written any more. */
    private static final Duration NO_MORE_WRITES = Duration.ofHours(1);

    private final MongoCollection<Document> entries;
    private final MongoCollection<Document> usage;
    private final JobSpending jobs;
    private final Clock clock;
    private final Function<String, ZoneId> zones;
    private final String writer;
    private long last;
    private @Nullable String unfinished;

    UsageLedger(MongoDatabase database, JobSpending jobs, Clock clock, Function<String, ZoneId> zones,
            String writer) {
        this.entries = database.getCollection(ENTRIES);
        this.usage = database.getCollection(UsageStore.COLLECTION);
        this.jobs = jobs;
        this.clock = clock;
        this.zones = zones;
        this.writer = writer;
    }

    /**
     * Opens an entry for jobs that are about to be ended under it.
     *
     * @return its name
     */
    public String open(Collection<JobId> ids) {
        return openFor(ids.stream().map(JobId::toString).toList());
    }

    private String openFor(List<String> ids) {
        return StoreCall.of(() -> {
            finishOwn();
            last++;
            String entry = writer + NUMBER + last;
            unfinished = entry;
            entries.insertOne(new Document(ID, entry).append(AT, Date.from(clock.instant())).append(JOBS, ids));
            return entry;
        });
    }

    /**
     * Counts what the jobs of an entry have used, and closes it.
     *
     * @param spendings
     *            each job once
     */
    public void post(String entry, List<Spending> spendings) {
        post(entry, spendings, List.of());
    }

    /**
     * Counts duplicate spend and possibly billed attempts of some of the jobs in which they have changed.
     *
     * @return how many jobs are done; fewer than the limit: these are all for now
     */
    public int recount(int limit) {
        List<String> due = jobs.extras().due(limit);
        if (due.isEmpty()) {
            return 0;
        }
        String entry = openFor(due);
        JobExtras.Counted counted = jobs.extras().count(due, entry,
                (tenant, at) -> Period.DAY.at(at, zones.apply(tenant)), this::isOpen);
        post(entry, List.of(), counted.extras());
        return counted.jobs();
    }

    private boolean isOpen(String entry) {
        return entries.find(Filters.eq(ID, entry)).projection(Projections.include(ID)).first() != null;
    }

    private void post(String entry, List<Spending> spendings, List<Extra> extras) {
        List<Posting> sums = Posting.of(spendings, extras, zones);
        StoreCall.of(() -> {
            Bson open = Filters.and(Filters.eq(ID, entry), Filters.exists(ABANDONED, false));
            if (!sums.isEmpty()) {
                if (entries.updateOne(open, set(SUMS, sums.stream().map(Posting::toDocument).toList()))
                        .getMatchedCount() == 0) {
                    log.warn("entry {} of the usage ledger was taken for abandoned; who took it counts its jobs",
                            entry);
                    unfinished = null;
                    return false;
                }
                add(entry, sums);
            }
            entries.deleteOne(open);
            unfinished = null;
            return true;
        });
    }

    /** Finishes what writers have left that have not been heard of for so long. */
    public void recover(Duration after) {
        StoreCall.of(() -> {
            List<Document> left = new ArrayList<>();
            entries.find(Filters.lt(AT, Date.from(clock.instant().minus(after)))).sort(Sorts.ascending(AT, ID))
                    .into(left);
            left.forEach(this::finish);
            return true;
        });
    }

    /** A writer's entries are posted in their order: one that an error has broken off comes first. */
    private void finishOwn() {
        String broken = unfinished;
        if (broken != null) {
            Document entry = entries.find(Filters.eq(ID, broken)).first();
            unfinished = null;
            if (entry != null) {
                finish(entry);
            }
        }
    }

    private void finish(Document entry) {
        String name = entry.getString(ID);
        List<Document> sums = entry.getList(SUMS, Document.class);
        if (sums != null) {
            add(name, sums.stream().map(Posting::fromDocument).toList());
            entries.deleteOne(Filters.eq(ID, name));
            log.info("finished entry {} of the usage ledger", name);
            return;
        }
        if (entries.updateOne(Filters.and(Filters.eq(ID, name), Filters.exists(SUMS, false)),
                set(ABANDONED, true)).getMatchedCount() == 0) {
            // its writer lives and has gone on
            return;
        }
        List<String> ids = entry.getList(JOBS, String.class);
        String mine = openFor(ids);
        jobs.move(ids, name, mine);
        jobs.extras().move(ids, name, mine);
        List<Spending> counted = jobs.of(ids, mine);
        List<Extra> extras = jobs.extras().of(ids, mine);
        post(mine, counted, extras);
        if (!counted.isEmpty() || !extras.isEmpty()) {
            log.info("counted {} jobs and {} other calls of the abandoned entry {} of the usage ledger",
                    counted.size(), extras.size(), name);
        }
        if (entry.getDate(AT).toInstant().isBefore(clock.instant().minus(NO_MORE_WRITES))) {
            entries.deleteOne(Filters.eq(ID, name));
        }
    }

    private void add(String entry, List<Posting> sums) {
        String applied = APPLIED + entry.substring(0, entry.lastIndexOf(NUMBER));
        long number = number(entry);
        List<UpdateOneModel<Document>> inserting = new ArrayList<>(sums.size());
        List<UpdateOneModel<Document>> updating = new ArrayList<>(sums.size());
        for (Posting sum : sums) {
            // plain documents: every batch of outcomes comes by here, and the driver turns its builders into them first
            Document filter = new Document(ID, sum.id()).append(applied,
                    new Document("$not", new Document("$gte", number)));
            Document change = set(applied, number).append("$inc", sum.amounts());
            updating.add(new UpdateOneModel<>(filter, change));
            Document first = new Document(change);
            if (!sum.names().isEmpty()) {
                first.append("$setOnInsert", sum.names());
            }
            inserting.add(new UpdateOneModel<>(filter, first, UPSERT));
        }
        try {
            usage.bulkWrite(inserting, UNORDERED);
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null
                    || e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
                throw e;
            }
            // those that have this entry already, or that another writer has inserted at the same moment
            usage.bulkWrite(e.getWriteErrors().stream().map(BulkWriteError::getIndex).map(updating::get).toList(),
                    UNORDERED);
        }
    }

    private static Document set(String field, Object value) {
        return new Document("$set", new Document(field, value));
    }

    private static long number(String entry) {
        return Long.parseLong(entry.substring(entry.lastIndexOf(NUMBER) + 1));
    }
}
