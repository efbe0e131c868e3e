package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.store.deadletter.Cause;
import dev.longhaul.store.plan.Retentions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What every end of a job writes: the state, the time, the day of its deletion by its tenant's plan, of a failed one
 * that it is a dead letter, and that its end is to be told, if anybody wants to hear of it; and it leaves the open
 * ones.
 */
final class Endings {

    private final Retentions retentions;

    Endings(Retentions retentions) {
        this.retentions = retentions;
    }

    /**
     * How long a job stays of which only its id is known.
     *
     * @param which
     *            finds it by its id; it need not be there
     */
    Duration keep(MongoCollection<Document> jobs, Bson which) {
        if (retentions.own().isEmpty()) {
            return retentions.usual();
        }
        Document job = jobs.find(which).projection(Projections.include(Fields.TENANT)).first();
        return job == null ? retentions.usual() : keep(job);
    }

    Duration keep(Document job) {
        return retentions.of(job.getString(Fields.TENANT));
    }

    Duration keep(String tenant) {
        return retentions.of(tenant);
    }

    /** Every job is in one group: one of those whose tenants' jobs stay equally long. */
    List<Group> groups() {
        Map<String, Duration> own = retentions.own();
        if (own.isEmpty()) {
            return List.of(new Group(new Document(), retentions.usual()));
        }
        List<Group> groups = new ArrayList<>();
        own.entrySet().stream().collect(Collectors.groupingBy(Map.Entry::getValue,
                Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                .forEach((keep, tenants) -> groups.add(new Group(Filters.in(Fields.TENANT, tenants), keep)));
        groups.add(new Group(Filters.nin(Fields.TENANT, own.keySet()), retentions.usual()));
        return groups;
    }

    /** Of a job of which nobody was called at the end. */
    Update end(Duration keep, JobState state, Instant at, @Nullable Failure failure) {
        return end(keep, state, at, failure, null);
    }

    /**
     * @param keep
     *            how long it stays from now on
     * @param provider
     *            who was called last
     */
    Update end(Duration keep, JobState state, Instant at, @Nullable Failure failure, @Nullable String provider) {
        // the renaming changes nothing on a job of which nobody wants to hear: so who ends a job need not know who
        // listens
        return new Update().set(fields(keep, state, at, failure, provider))
                .unset(Fields.OPEN, Fields.NOT_BEFORE, Fields.WAITING_FOR, Fields.LOST, Fields.PAUSED,
                        Fields.REVISED_AT)
                .rename(Fields.HOOK, Fields.TELL);
    }

    /** What a job has from its end on, of which nobody was called. */
    Document fields(Duration keep, JobState state, Instant at, @Nullable Failure failure) {
        return fields(keep, state, at, failure, null);
    }

    private static Document fields(Duration keep, JobState state, Instant at, @Nullable Failure failure,
            @Nullable String provider) {
        if (!state.isTerminal()) {
            throw new IllegalArgumentException(state + " is not an end");
        }
        Document fields = new Document(Fields.STATE, state.wire()).append(Fields.ENDED_AT, JobDocuments.date(at))
                .append(Fields.EXPIRE_AT, JobDocuments.date(at.plus(keep)));
        if (failure != null) {
            fields.append(Fields.FAILURE, JobDocuments.fromFailure(failure));
        }
        if (failure != null && state == JobState.FAILED) {
            fields.append(Fields.DEAD, JobDocuments.fromCause(Cause.of(failure, provider)));
        }
        return fields;
    }

    /**
     * @param tenants
     *            finds the jobs of these tenants
     */
    record Group(Bson tenants, Duration keep) {}
}
