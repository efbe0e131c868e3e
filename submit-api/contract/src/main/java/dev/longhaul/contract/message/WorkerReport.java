package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a worker says of itself, to every dispatcher. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonSubTypes({@JsonSubTypes.Type(WorkerReport.Heartbeat.class), @JsonSubTypes.Type(WorkerReport.Held.class)})
public sealed interface WorkerReport {

    String worker();

    /**
     * Alive, every few seconds; the last one of a worker that stops has {@code stopping} set.
     *
     * @param worker
     *            a name that no other run of any worker has
     * @param pool
     *            the pool whose queues it serves
     * @param region
     *            where it sits
     * @param providers
     *            the catalogue's names of those it has a key for
     * @param unavailable
     *            what it would not call now, because its circuit breakers are open: {@code provider/model}, or the name
     *            of a provider for all its models
     * @param slots
     *            calls it makes at a time
     * @param held
     *            jobs in its hands, started or not
     * @param stopping
     *            whether it takes no more work
     * @param intervalMillis
     *            until its next heartbeat
     * @param keys
     *            the keys that it has
     */
    @JsonTypeName("worker.heartbeat.v1")
    record Heartbeat(String worker, String pool, @Nullable String region, List<String> providers,
            List<String> unavailable, int slots, int held, boolean stopping, long intervalMillis, Instant startedAt,
            Instant at, List<KeyState> keys) implements WorkerReport {

        public Heartbeat {
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(startedAt, "startedAt");
            Objects.requireNonNull(at, "at");
            providers = providers == null ? List.of() : List.copyOf(providers);
            unavailable = unavailable == null ? List.of() : List.copyOf(unavailable);
            keys = keys == null ? List.of() : List.copyOf(keys);
        }
    }

    /**
     * A key of a provider; one that rests for several models is listed for each of them.
     *
     * @param name
     *            the key's, never the key
     * @param state
     *            {@code ready}, {@code paused} or {@code unusable}
     * @param model
     *            that it is not used for; null for all
     * @param until
     *            when it is tried again; null when it is ready
     * @param code
     *            the provider's, that says why
     */
    record KeyState(String provider, String name, String state, @Nullable String model, @Nullable Instant until,
            @Nullable String code) {

        public KeyState {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(state, "state");
        }
    }

    /**
     * The answer to {@link ControlMessage.Inquiry}, by way of {@link ResultMessage.HeldAnswer}.
     *
     * @param jobs
     *            those asked about that are in this worker's hands
     * @param slots
     *            calls it makes at a time
     * @param held
     *            jobs in its hands: below {@code slots} it would have taken any job that waits in its queues
     */
    @JsonTypeName("worker.held.v1")
    record Held(String worker, String question, List<JobId> jobs, int slots, int held) implements WorkerReport {

        public Held {
            Objects.requireNonNull(worker, "worker");
            Objects.requireNonNull(question, "question");
            jobs = List.copyOf(jobs);
        }
    }
}
