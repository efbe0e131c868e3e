package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.store.StoreCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The calls of jobs that are no answers and cost money, or may have, counted each once.
 *
 * <p>
 * Whatever adds or takes back such an attempt marks the job in the same write, in whichever service. Who counts writes
 * with one compare-and-set what is counted of the job now, what of it the ledger does not have yet, and the ledger's
 * entry that gets it. An attempt of which more is learnt later is corrected in the same way. Thread-safe.
 */
public final class JobExtras {

    private static final Bson READ = Projections.include(Fields.TENANT, Fields.KEY_ID, Fields.BATCH, Fields.MODEL,
            Fields.STATE, Fields.REPORT, Fields.USAGE, Fields.CACHED, Fields.ATTEMPTS, Fields.RECOUNT, Fields.EXTRAS);
    private static final String VERSION = "n";
    private static final String COUNTED = "counted";
    private static final String ENTRY = "entry";
    private static final String OWED = "owed";

    private final MongoCollection<Document> jobs;

    JobExtras(MongoCollection<Document> jobs) {
        this.jobs = jobs;
    }

    /** Marks a job whose attempts are to be counted; each mark differs from the one before. */
    static Update mark(Update update) {
        return update.increment(Fields.RECOUNT, 1);
    }

    /** Whether these attempts of an outcome hold more than the one call that is paid for an answer. */
    static boolean areIn(List<Attempt> attempts, boolean answered) {
        long calls = attempts.stream().filter(each -> each.end() == Attempt.End.SUCCEEDED).count();
        return calls > (answered ? 1 : 0) || attempts.stream().anyMatch(Attempt::possiblyBilled);
    }

    /** Some of the jobs that are marked. */
    public List<String> due(int limit) {
        return StoreCall.of(() -> jobs.find(Filters.gt(Fields.RECOUNT, 0)).projection(Projections.include(Fields.ID))
                .limit(limit).batchSize(limit).map(document -> document.getString(Fields.ID)).into(new ArrayList<>()));
    }

    /**
     * Lets an entry count what is not counted of these jobs.
     *
     * @param day
     *            the name of the day of a tenant that a time is in
     * @param isOpen
     *            whether an entry that a job names has not reached the ledger yet: then the job stays marked
     * @return what the entry is to count
     */
    public Counted count(Collection<String> ids, String entry, BiFunction<String, Instant, String> day,
            Predicate<String> isOpen) {
        return StoreCall.of(() -> {
            int done = 0;
            List<Extra> counted = new ArrayList<>();
            for (Document job : jobs.find(Filters.and(Filters.in(Fields.ID, ids), Filters.gt(Fields.RECOUNT, 0)))
                    .projection(READ).into(new ArrayList<>())) {
                List<Extra> owed = count(job, entry, at -> day.apply(job.getString(Fields.TENANT), at), isOpen);
                if (owed != null) {
                    done++;
                    counted.addAll(owed);
                }
            }
            return new Counted(done, counted);
        });
    }

    private @Nullable List<Extra> count(Document job, String entry, Function<Instant, String> day,
            Predicate<String> isOpen) {
        Document extras = job.get(Fields.EXTRAS, new Document());
        String last = extras.getString(ENTRY);
        if (last != null && isOpen.test(last)) {
            return null;
        }
        List<Document> before = extras.getList(COUNTED, Document.class, List.of());
        List<Document> now = ExtraCount.of(job, before, day);
        List<Document> owed = ExtraCount.owed(before, now);
        Document next = new Document(VERSION, extras.getInteger(VERSION, 0) + 1).append(COUNTED, now);
        if (!owed.isEmpty()) {
            next.append(ENTRY, entry).append(OWED, owed);
        }
        // the mark alone might be the first again after somebody else has counted
        Bson asRead = Filters.and(Filters.eq(Fields.ID, job.getString(Fields.ID)),
                Filters.eq(Fields.RECOUNT, job.getInteger(Fields.RECOUNT)),
                Filters.eq(Fields.EXTRAS + "." + VERSION, extras.getInteger(VERSION)));
        return jobs.updateOne(asRead, new Update().set(Fields.EXTRAS, next).unset(Fields.RECOUNT))
                .getMatchedCount() == 1 ? extras(job, owed) : null;
    }

    /** What this entry is to count of these jobs. */
    public List<Extra> of(Collection<String> ids, String entry) {
        return StoreCall.of(() -> {
            List<Extra> extras = new ArrayList<>();
            jobs.find(owing(ids, entry)).projection(READ).forEach(job -> extras.addAll(
                    extras(job, job.get(Fields.EXTRAS, Document.class).getList(OWED, Document.class, List.of()))));
            return extras;
        });
    }

    /** Lets another entry count what this one was to count. */
    public void move(Collection<String> ids, String from, String to) {
        StoreCall.of(() -> jobs.updateMany(owing(ids, from), new Update().set(Fields.EXTRAS + "." + ENTRY, to)));
    }

    private static Bson owing(Collection<String> ids, String entry) {
        return Filters.and(Filters.in(Fields.ID, ids), Filters.eq(Fields.EXTRAS + "." + ENTRY, entry));
    }

    private static List<Extra> extras(Document job, List<Document> owed) {
        return owed.stream().map(each -> ExtraCount.extra(job, each)).toList();
    }

    /**
     * @param jobs
     *            how many are not marked any more by this
     */
    public record Counted(int jobs, List<Extra> extras) {}
}
