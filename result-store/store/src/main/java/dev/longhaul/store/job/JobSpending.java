package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.StoreCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** What jobs have used, by the ledger's entry that counts it. Thread-safe. */
public final class JobSpending {

    private static final Bson FIELDS = Projections.include(Fields.TENANT, Fields.KEY_ID, Fields.BATCH, Fields.MODEL,
            Fields.ENDED_AT, Fields.USAGE, Fields.COST, Fields.PROVIDER, Fields.STATE, Fields.EXPERIMENT_ID,
            Fields.ATTEMPTS + ".cost");

    private final MongoCollection<Document> jobs;
    private final JobExtras extras;

    JobSpending(MongoCollection<Document> jobs) {
        this.jobs = jobs;
        this.extras = new JobExtras(jobs);
    }

    /** What else they have used, or may have. */
    public JobExtras extras() {
        return extras;
    }

    /** What those of the jobs have used that this entry counts. */
    public List<Spending> of(Collection<String> ids, String entry) {
        return StoreCall.of(() -> {
            List<Spending> spendings = new ArrayList<>();
            jobs.find(counted(ids, entry)).projection(FIELDS)
                    .forEach(document -> spendings.add(spending(document)));
            return spendings;
        });
    }

    /** Lets another entry count what this one was to count. */
    public void move(Collection<String> ids, String from, String to) {
        StoreCall.of(() -> jobs.updateMany(counted(ids, from), new Update().set(Fields.LEDGER, to)));
    }

    private static Bson counted(Collection<String> ids, String entry) {
        return Filters.and(Filters.in(Fields.ID, ids), Filters.eq(Fields.LEDGER, entry));
    }

    private static Spending spending(Document document) {
        Usage usage = JobDocuments.toUsage(document.get(Fields.USAGE, Document.class));
        Long cost = document.getLong(Fields.COST);
        return new Spending(document.getString(Fields.TENANT), document.getString(Fields.KEY_ID),
                document.getString(Fields.BATCH), document.getString(Fields.MODEL), document.getString(Fields.PROVIDER),
                Objects.requireNonNull(JobDocuments.instant(document, Fields.ENDED_AT)),
                usage == null ? Usage.NONE : usage, cost == null ? 0 : cost,
                JobDocuments.state(document) == JobState.SUCCEEDED, share(document));
    }

    private static Spending.@Nullable Share share(Document document) {
        Document experiment = document.get(Fields.EXPERIMENT, Document.class);
        return experiment == null
                ? null
                : new Spending.Share(experiment.getString("id"),
                        document.getList(Fields.ATTEMPTS, Document.class, List.of()).stream()
                                .map(attempt -> attempt.getLong("cost")).filter(Objects::nonNull)
                                .mapToLong(Long::longValue).sum());
    }
}
