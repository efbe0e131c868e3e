package dev.longhaul.contract.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.plan.Spend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsSucceededTest {

    private static final Instant AT = Instant.parse("2026-11-27T01:00:00Z");

    @Test
    void successes_of_one_tenant_lane_and_model_travel_together() {
        List<JobEvent> events = List.of(event(1, "acme", Lane.BATCH, "small", JobState.SUCCEEDED),
                event(2, "acme", Lane.BATCH, "small", JobState.FAILED),
                event(3, "acme", Lane.BATCH, "small", JobState.SUCCEEDED),
                event(4, "other", Lane.BATCH, "small", JobState.SUCCEEDED),
                event(5, "acme", Lane.STANDARD, "small", JobState.SUCCEEDED),
                event(6, "acme", Lane.BATCH, "large", JobState.SUCCEEDED),
                event(7, "acme", Lane.BATCH, "small", JobState.SUCCEEDED));

        List<EventMessage> messages = JobsSucceeded.together(events);

        assertThat(messages).hasSize(5);
        assertThat(messages.stream().filter(JobsSucceeded.class::isInstance)).singleElement()
                .satisfies(many -> assertThat(many.events()).containsExactly(events.get(0), events.get(2),
                        events.get(6)));
        assertThat(messages.stream().flatMap(message -> message.events().stream()))
                .containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void a_message_holds_a_thousand_at_most() {
        List<JobEvent> events = new ArrayList<>();
        for (int i = 0; i < 2 * JobsSucceeded.MOST + 1; i++) {
            events.add(event(i, "acme", Lane.BATCH, "small", JobState.SUCCEEDED));
        }

        List<EventMessage> messages = JobsSucceeded.together(events);

        assertThat(messages).extracting(message -> message.events().size()).containsExactly(JobsSucceeded.MOST,
                JobsSucceeded.MOST, 1);
        assertThat(messages.stream().flatMap(message -> message.events().stream())).containsExactlyElementsOf(events);
    }

    private static JobEvent event(long number, String tenant, Lane lane, String model, JobState state) {
        return new JobEvent(new JobId(number, 1, 1), tenant, lane, model, state, (int) number, AT, null, null,
                new Spend(number, 2 * number), (int) number);
    }
}
