package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.plan.Spend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that have succeeded and were recorded together: as a {@link JobEvent} for each, which would cost Kafka and every
 * reader several times as much.
 *
 * @param jobs
 *            up to {@value #MOST}
 */
@JsonTypeName("jobs.succeeded.v1")
public record JobsSucceeded(String tenant, Lane lane, String model, List<Success> jobs) implements EventMessage {

    /** So that the message stays far below what Kafka takes, a megabyte. */
    static final int MOST = 1_000;

    public JobsSucceeded {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
        jobs = List.copyOf(jobs);
    }

    /** One of them, as in its {@link JobEvent}. */
    public record Success(JobId id, int epoch, Instant at, @Nullable Spend spend, @Nullable Integer answerBytes) {

        public Success {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(at, "at");
        }
    }

    private record Kind(String tenant, Lane lane, String model) {}

    @Override
    public List<JobEvent> events() {
        return jobs.stream().map(job -> new JobEvent(job.id(), tenant, lane, model, JobState.SUCCEEDED, job.epoch(),
                job.at(), null, null, job.spend(), job.answerBytes())).toList();
    }

    /** The messages that tell these events: one for all successes that are alike, and one for each of the others. */
    public static List<EventMessage> together(List<JobEvent> events) {
        Map<Kind, List<JobEvent>> alike = new LinkedHashMap<>();
        List<EventMessage> messages = new ArrayList<>();
        for (JobEvent event : events) {
            if (event.state() == JobState.SUCCEEDED) {
                alike.computeIfAbsent(new Kind(event.tenant(), event.lane(), event.model()), kind -> new ArrayList<>())
                        .add(event);
            } else {
                messages.add(event);
            }
        }
        alike.forEach((kind, successes) -> {
            for (int from = 0; from < successes.size(); from += MOST) {
                messages.add(message(kind, successes.subList(from, Math.min(successes.size(), from + MOST))));
            }
        });
        return messages;
    }

    private static EventMessage message(Kind kind, List<JobEvent> successes) {
        return successes.size() == 1
                ? successes.getFirst()
                : new JobsSucceeded(kind.tenant(), kind.lane(), kind.model(),
                        successes.stream().map(event -> new Success(event.id(), event.epoch(), event.at(),
                                event.spend(), event.answerBytes())).toList());
    }
}
