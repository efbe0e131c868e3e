package dev.longhaul.store.job;

import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.store.deadletter.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What every end of a job writes: the state, the time, the day of its deletion, of a failed one that it is a dead
 * letter, and that its end is to be told, if anybody wants to hear of it; and it leaves the open ones.
 */
final class Endings {

    private final Duration retention;

    Endings(Duration retention) {
        this.retention = retention;
    }

    Bson end(JobState state, Instant at, @Nullable Failure failure) {
        return Updates.combine(updates(state, at, failure));
    }

    /** Of a job of which nobody was called at the end. */
    List<Bson> updates(JobState state, Instant at, @Nullable Failure failure) {
        return updates(state, at, failure, null);
    }

    /**
     * @param provider
     *            who was called last
     */
    List<Bson> updates(JobState state, Instant at, @Nullable Failure failure, @Nullable String provider) {
        List<Bson> updates = new ArrayList<>();
        fields(state, at, failure, provider).forEach((field, value) -> updates.add(Updates.set(field, value)));
        for (String field : List.of(Fields.OPEN, Fields.NOT_BEFORE, Fields.WAITING_FOR, Fields.LOST, Fields.PAUSED,
                Fields.REVISED_AT)) {
            updates.add(Updates.unset(field));
        }
        // changes nothing on a job of which nobody wants to hear: so who ends a job need not know who listens
        updates.add(Updates.rename(Fields.HOOK, Fields.TELL));
        return updates;
    }

    /** What a job has from its end on, of which nobody was called. */
    Document fields(JobState state, Instant at, @Nullable Failure failure) {
        return fields(state, at, failure, null);
    }

    private Document fields(JobState state, Instant at, @Nullable Failure failure, @Nullable String provider) {
        if (!state.isTerminal()) {
            throw new IllegalArgumentException(state + " is not an end");
        }
        Document fields = new Document(Fields.STATE, state.wire()).append(Fields.ENDED_AT, JobDocuments.date(at))
                .append(Fields.EXPIRE_AT, JobDocuments.date(at.plus(retention)));
        if (failure != null) {
            fields.append(Fields.FAILURE, JobDocuments.fromFailure(failure));
        }
        if (failure != null && state == JobState.FAILED) {
            fields.append(Fields.DEAD, JobDocuments.fromCause(Cause.of(failure, provider)));
        }
        return fields;
    }
}
