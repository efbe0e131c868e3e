package dev.longhaul.store.job;

import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What every end of a job writes: the state, the time, the day of its deletion, and that its end is to be told, if
 * anybody wants to hear of it; and it leaves the open ones.
 */
final class Endings {

    private final Duration retention;

    Endings(Duration retention) {
        this.retention = retention;
    }

    Bson end(JobState state, Instant at, @Nullable Failure failure) {
        return Updates.combine(updates(state, at, failure));
    }

    List<Bson> updates(JobState state, Instant at, @Nullable Failure failure) {
        List<Bson> updates = new ArrayList<>();
        fields(state, at, failure).forEach((field, value) -> updates.add(Updates.set(field, value)));
        for (String field : List.of(Fields.OPEN, Fields.NOT_BEFORE, Fields.WAITING_FOR, Fields.LOST, Fields.PAUSED,
                Fields.REVISED_AT)) {
            updates.add(Updates.unset(field));
        }
        // changes nothing on a job of which nobody wants to hear: so who ends a job need not know who listens
        updates.add(Updates.rename(Fields.HOOK, Fields.TELL));
        return updates;
    }

    /** What a job has from its end on. */
    Document fields(JobState state, Instant at, @Nullable Failure failure) {
        if (!state.isTerminal()) {
            throw new IllegalArgumentException(state + " is not an end");
        }
        Document fields = new Document(Fields.STATE, state.wire()).append(Fields.ENDED_AT, JobDocuments.date(at))
                .append(Fields.EXPIRE_AT, JobDocuments.date(at.plus(retention)));
        return failure == null ? fields : fields.append(Fields.FAILURE, JobDocuments.fromFailure(failure));
    }
}
