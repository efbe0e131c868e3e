package dev.longhaul.api.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A relay worker.
 *
 * @param state
 *            {@code working}, or {@code draining} when it takes no more jobs
 * @param unavailable
 *            models that it would not call now, as {@code provider/model}
 * @param startedAt
 *            in seconds since 1970
 * @param seenAt
 *            its last heartbeat, in seconds since 1970
 */
record WorkerView(String object, String name, String state, String pool, @Nullable String region,
        List<String> providers, List<String> unavailable, int slots, int held,
        @JsonProperty("started_at") long startedAt, @JsonProperty("seen_at") long seenAt) {

    static WorkerView of(WorkerDirectory.Seen seen) {
        Heartbeat said = seen.heartbeat();
        return new WorkerView("worker", said.worker(), said.stopping() ? "draining" : "working", said.pool(),
                said.region(), said.providers(), said.unavailable(), said.slots(), said.held(),
                said.startedAt().getEpochSecond(), seen.at().getEpochSecond());
    }
}
