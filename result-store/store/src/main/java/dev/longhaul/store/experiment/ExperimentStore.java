package dev.longhaul.store.experiment;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.experiment.Experiment.Design;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The tenants' experiments; they are kept. Thread-safe. */
public final class ExperimentStore {

    /** Experiments of a tenant that may run at a time. */
    public static final int MOST_RUNNING = 100;

    private static final String COLLECTION = "experiments";
    private static final String PREFIX = "exp_";
    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> experiments;
    private final Clock clock;

    public ExperimentStore(MongoDatabase database, Clock clock) {
        this.experiments = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** Creates the index that lists go by. */
    public void createIndexes() {
        StoreCall.of(() -> experiments.createIndex(
                Indexes.compoundIndex(Indexes.ascending(ExperimentFields.TENANT),
                        Indexes.descending(ExperimentFields.ID))));
    }

    /**
     * Begins an experiment; empty when {@link #MOST_RUNNING} of the tenant run already, or about so many: two at the
     * same moment may both find room.
     */
    public Optional<Experiment> create(String tenant, Design design) {
        Experiment created = new Experiment(PREFIX + new ObjectId(Date.from(clock.instant())).toHexString(), tenant,
                design, clock.instant(), null);
        return StoreCall.of(() -> {
            long running = experiments.countDocuments(Filters.and(Filters.eq(ExperimentFields.TENANT, tenant),
                    Filters.exists(ExperimentFields.REASON, false)));
            if (running >= MOST_RUNNING) {
                return Optional.empty();
            }
            Document document = ExperimentFields.document(created);
            experiments.insertOne(document);
            return Optional.of(ExperimentFields.experiment(document));
        });
    }

    public Optional<Experiment> find(String tenant, String id) {
        return StoreCall.of(() -> Optional.ofNullable(experiments.find(own(tenant, id)).first())
                .map(ExperimentFields::experiment));
    }

    /**
     * Some of a tenant's, the latest first.
     *
     * @param after
     *            the id of the last of the page before; null for the first page
     */
    public List<Experiment> list(String tenant, @Nullable String after, int limit) {
        Bson which = after == null
                ? Filters.eq(ExperimentFields.TENANT, tenant)
                : Filters.and(Filters.eq(ExperimentFields.TENANT, tenant), Filters.lt(ExperimentFields.ID, after));
        return StoreCall.of(() -> experiments.find(which).sort(Sorts.descending(ExperimentFields.ID)).limit(limit)
                .map(ExperimentFields::experiment).into(new ArrayList<>()));
    }

    /** Stops an experiment for good; the first reason stays. Empty when there is none. */
    public Optional<Experiment> stop(String tenant, String id, StopReason reason) {
        return StoreCall.of(() -> {
            Document stopped = experiments.findOneAndUpdate(
                    Filters.and(own(tenant, id), Filters.exists(ExperimentFields.REASON, false)),
                    Updates.combine(Updates.set(ExperimentFields.REASON, reason.wire()),
                            Updates.set(ExperimentFields.STOPPED_AT, Date.from(clock.instant()))),
                    AFTER);
            return Optional.ofNullable(stopped == null ? experiments.find(own(tenant, id)).first() : stopped)
                    .map(ExperimentFields::experiment);
        });
    }

    private static Bson own(String tenant, String id) {
        return Filters.and(Filters.eq(ExperimentFields.ID, id), Filters.eq(ExperimentFields.TENANT, tenant));
    }
}
