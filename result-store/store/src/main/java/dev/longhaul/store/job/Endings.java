package dev.longhaul.store.job;

import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** What every end of a job writes: the state, the time, the day of its deletion; and it leaves the open ones. */
final class Endings {

    private final Duration retention;

    Endings(Duration retention) {
        this.retention = retention;
    }

    Bson end(JobState state, Instant at, @Nullable Failure failure) {
        return Updates.combine(updates(state, at, failure));
    }

    List<Bson> updates(JobState state, Instant at, @Nullable Failure failure) {
        if (!state.isTerminal()) {
            throw new IllegalArgumentException(state + " is not an end");
        }
        List<Bson> updates = new ArrayList<>(List.of(Updates.set(Fields.STATE, state.wire()),
                Updates.set(Fields.ENDED_AT, Date.from(at)),
                Updates.set(Fields.EXPIRE_AT, Date.from(at.plus(retention))), Updates.unset(Fields.OPEN),
                Updates.unset(Fields.NOT_BEFORE), Updates.unset(Fields.WAITING_FOR)));
        if (failure != null) {
            updates.add(Updates.set(Fields.FAILURE, JobDocuments.fromFailure(failure)));
        }
        return updates;
    }
}
