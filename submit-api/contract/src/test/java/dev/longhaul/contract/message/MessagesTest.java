package dev.longhaul.contract.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final JobId ID = new JobId(1, 2, 3);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void usage_adds_up() {
        Usage sum = new Usage(10, 5, 3, 2, 4).plus(new Usage(1, 1, 1, 1, 1)).plus(Usage.NONE);

        assertThat(sum).isEqualTo(new Usage(11, 6, 4, 3, 5));
        assertThat(sum.totalTokens()).isEqualTo(17);
    }

    @Test
    void an_unknown_attempt_is_possibly_billed() {
        Attempt attempt = Attempt.unknown(2, "worker-7", NOW);

        assertThat(attempt.possiblyBilled()).isTrue();
        assertThat(attempt.end()).isEqualTo(Attempt.End.UNKNOWN);
        assertThat(attempt.epoch()).isEqualTo(2);
        assertThat(attempt.worker()).isEqualTo("worker-7");
    }

    @Test
    void a_message_keeps_its_lists_whatever_the_sender_does_to_his() {
        List<JobId> jobs = new ArrayList<>(List.of(ID));
        ControlMessage.Cancel cancel = new ControlMessage.Cancel(jobs);
        jobs.clear();

        assertThat(cancel.jobs()).containsExactly(ID);
    }

    @Test
    void a_job_without_a_route_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RelayJob(ID, "acme", null, null, Lane.BATCH, 1, "m", List.of(),
                        "{}", false, null, null, NOW, 0, OnAmbiguous.RETRY, null, null, null))
                .withMessageContaining(ID.toString());
    }

    @Test
    void a_message_without_a_required_part_is_refused_where_it_is_made() {
        assertThatNullPointerException().isThrownBy(() -> new Outcome.Succeeded(nothing(), null))
                .withMessage("response");
        assertThatNullPointerException().isThrownBy(() -> new Outcome.Throttled(nothing(), "x")).withMessage("until");
        assertThatNullPointerException().isThrownBy(() -> new Outcome.HandedBack(nothing())).withMessage("reason");
        assertThatNullPointerException().isThrownBy(() -> new Outcome.Failed(nothing())).withMessage("failure");
        assertThatNullPointerException().isThrownBy(() -> new ResultMessage.Delivery(ID, nothing(), 1))
                .withMessage("tenant");
    }

    @Test
    void a_delivery_is_taken_to_be_a_repeat_unless_it_says_otherwise() {
        assertThat(new ResultMessage.Delivery(ID, "acme", 2).repeated()).isTrue();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Test
    void the_content_of_a_completion_is_its_text_in_characters_and_whether_it_is_a_refusal() {
        assertThat(Completions.content("""
                {"choices": [{"message": {"content": "Grüße 👋"}, "finish_reason": "stop"},
                             {"message": {"content": null, "tool_calls": []}, "finish_reason": "tool_calls"}]}"""))
                .isEqualTo(new Completions.Content(7, false));
        assertThat(Completions.content("""
                {"choices": [{"message": {"content": "I"}, "finish_reason": "content_filter"}]}"""))
                .isEqualTo(new Completions.Content(1, true));
        assertThat(Completions.content("""
                {"choices": [{"message": {"content": null, "refusal": "I will not."}, "finish_reason": "stop"}]}"""))
                .isEqualTo(new Completions.Content(0, true));
        assertThat(Completions.content("""
                {"choices": [{"message": {"content": "Yes", "refusal": null}}]}"""))
                .isEqualTo(new Completions.Content(3, false));
        assertThat(Completions.content("{oops")).isEqualTo(new Completions.Content(0, false));
    }
}
