package dev.longhaul.worker.held;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.worker.Jobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HeldJobsTest {

    private final HeldJobs held = new HeldJobs();
    private final List<RelayJob> enteredAgain = new ArrayList<>();
    private final List<Boolean> asRepeats = new ArrayList<>();
    private final HeldJobs.Later later = (job, delivery, repeated) -> {
        enteredAgain.add(job);
        asRepeats.add(repeated);
    };

    @Test
    void a_message_is_acknowledged_when_the_last_of_its_jobs_is_settled() {
        Letter letter = new Letter();
        HeldDelivery delivery = new HeldDelivery(letter, 2);
        HeldJob first = enter(aJob().build(), delivery);
        HeldJob second = enter(aJob().build(), delivery);

        held.settle(first);
        assertThat(letter.acknowledged).isZero();
        held.settle(second);

        assertThat(letter.acknowledged).isEqualTo(1);
        assertThat(held.size()).isZero();
    }

    @Test
    void of_cancel_and_start_only_one_wins() {
        HeldJob started = enter(aJob().build(), letter(new Letter(), 1));
        HeldJob withdrawn = enter(aJob().build(), letter(new Letter(), 1));

        assertThat(started.start()).isTrue();
        assertThat(started.withdraw()).isFalse();
        assertThat(withdrawn.withdraw()).isTrue();
        assertThat(withdrawn.start()).isFalse();
    }

    @Test
    void a_withdrawn_job_tells_whoever_keeps_it_and_a_started_one_does_not() {
        HeldJob started = enter(aJob().build(), letter(new Letter(), 1));
        HeldJob withdrawn = enter(aJob().build(), letter(new Letter(), 1));
        List<String> told = new ArrayList<>();
        started.whenWithdrawn(() -> told.add("started"));
        withdrawn.whenWithdrawn(() -> told.add("withdrawn"));

        started.start();
        started.withdraw();
        started.whenWithdrawn(() -> told.add("running"));
        withdrawn.withdraw();
        withdrawn.withdraw();
        withdrawn.whenWithdrawn(() -> told.add("late"));

        assertThat(told).containsExactly("withdrawn", "late");
    }

    @Test
    void a_redelivery_of_what_runs_makes_no_second_call_and_is_acknowledged_with_it() {
        RelayJob job = aJob().build();
        Letter lost = new Letter();
        Letter again = new Letter();
        HeldJob running = enter(job, letter(lost, 1));
        running.start();
        lost.live = false;

        assertThat(held.enter(job, letter(again, 1), later)).isNull();
        assertThat(running.isLive()).isTrue();
        held.settle(running);

        assertThat(again.acknowledged).isEqualTo(1);
    }

    @Test
    void a_redelivery_of_what_waits_on_a_lost_channel_takes_its_place_and_is_asked_about() {
        RelayJob job = aJob().build();
        Letter lost = new Letter();
        HeldJob waiting = enter(job, letter(lost, 1));
        lost.live = false;

        HeldJobs.Entry entry = held.enter(job, letter(new Letter(), 1), later);

        assertThat(Objects.requireNonNull(entry).repeated()).isTrue();
        assertThat(waiting.start()).isFalse();
        assertThat(held.size()).isEqualTo(1);
    }

    @Test
    void a_second_copy_of_what_waits_is_acknowledged_with_the_first() {
        RelayJob job = aJob().build();
        Letter copy = new Letter();
        HeldJob waiting = enter(job, letter(new Letter(), 1));

        assertThat(held.enter(job, letter(copy, 1), later)).isNull();
        waiting.start();
        held.settle(waiting);

        assertThat(copy.acknowledged).isEqualTo(1);
    }

    @Test
    void an_older_dispatch_than_the_one_here_needs_nothing() {
        Jobs.Builder job = aJob().epoch(2);
        Letter old = new Letter();
        enter(job.build(), letter(new Letter(), 1));

        assertThat(held.enter(job.epoch(1).build(), letter(old, 1), later)).isNull();
        assertThat(old.acknowledged).isEqualTo(1);
    }

    @Test
    void a_newer_dispatch_replaces_one_that_waits() {
        Jobs.Builder job = aJob();
        Letter old = new Letter();
        HeldJob waiting = enter(job.build(), letter(old, 1));

        HeldJobs.Entry entry = held.enter(job.epoch(2).build(), letter(new Letter(), 1), later);

        assertThat(Objects.requireNonNull(entry).job().job().epoch()).isEqualTo(2);
        assertThat(entry.repeated()).as("this dispatch was with nobody else").isFalse();
        assertThat(waiting.start()).isFalse();
        assertThat(old.acknowledged).isEqualTo(1);
    }

    @Test
    void a_newer_dispatch_of_what_runs_waits_for_its_end() {
        Jobs.Builder job = aJob();
        HeldJob running = enter(job.build(), letter(new Letter(), 1));
        running.start();
        Letter newer = new Letter();

        assertThat(held.enter(job.epoch(2).build(), letter(newer, 1), later)).isNull();
        assertThat(enteredAgain).isEmpty();
        held.settle(running);

        assertThat(enteredAgain).extracting(RelayJob::epoch).containsExactly(2);
        assertThat(asRepeats).containsExactly(false);
        assertThat(newer.acknowledged).isZero();
    }

    @Test
    void what_waits_on_a_lost_channel_is_forgotten_and_what_runs_is_not() {
        Letter lost = new Letter();
        HeldJob running = enter(aJob().build(), letter(lost, 1));
        running.start();
        HeldJob waiting = enter(aJob().build(), letter(lost, 1));
        lost.live = false;

        assertThat(held.forgetLost()).isEqualTo(1);
        assertThat(waiting.start()).isFalse();
        assertThat(held.all()).containsExactly(running);
    }

    @Test
    void a_started_job_is_abandoned_only_while_no_delivery_of_it_is_ours() {
        RelayJob job = aJob().build();
        Letter lost = new Letter();
        HeldJob started = enter(job, letter(lost, 1));
        started.start();
        assertThat(started.abandon()).isFalse();
        lost.live = false;

        assertThat(started.abandon()).isTrue();
        assertThat(held.enter(job, letter(new Letter(), 1), later)).as("joins nothing that was given up").isNull();
        held.settle(started);

        assertThat(enteredAgain).containsExactly(job);
        assertThat(asRepeats).containsExactly(true);
    }

    @Test
    void at_a_stop_whole_messages_go_back_and_begun_ones_need_outcomes() {
        Letter untouched = new Letter();
        HeldDelivery whole = letter(untouched, 2);
        enter(aJob().build(), whole);
        enter(aJob().build(), whole);
        Letter touched = new Letter();
        HeldDelivery begun = letter(touched, 2);
        HeldJob running = enter(aJob().build(), begun);
        running.start();
        HeldJob unstarted = enter(aJob().build(), begun);
        Letter half = new Letter();
        HeldDelivery halfDone = letter(half, 2);
        held.settle(enter(aJob().build(), halfDone));
        HeldJob rest = enter(aJob().build(), halfDone);

        assertThat(held.giveBack()).containsExactlyInAnyOrder(unstarted, rest);

        assertThat(untouched.givenBack).isEqualTo(1);
        assertThat(touched.givenBack).isZero();
        assertThat(half.givenBack).isZero();
        assertThat(held.all()).containsExactlyInAnyOrder(running, unstarted, rest);
    }

    @Test
    void at_a_stop_an_interactive_job_needs_an_outcome_because_its_redelivery_would_count_as_called() {
        Letter letter = new Letter();
        HeldJob unstarted = enter(aJob().lane(Lane.INTERACTIVE).build(), letter(letter, 1));

        assertThat(held.giveBack()).containsExactly(unstarted);

        assertThat(letter.givenBack).isZero();
        assertThat(unstarted.start()).isFalse();
    }

    @Test
    void at_a_stop_nothing_is_said_of_what_the_broker_has_taken_back() {
        Letter lost = new Letter();
        HeldJob waiting = enter(aJob().lane(Lane.INTERACTIVE).build(), letter(lost, 1));
        lost.live = false;

        assertThat(held.giveBack()).isEmpty();

        assertThat(held.size()).isZero();
        assertThat(waiting.start()).isFalse();
    }

    @Test
    void waiting_for_the_end_ends_with_the_last_job() {
        HeldJob job = enter(aJob().build(), letter(new Letter(), 1));
        assertThat(held.awaitEmpty(Duration.ofMillis(1))).isFalse();
        Thread.ofVirtual().start(() -> held.settle(job));

        assertThat(held.awaitEmpty(Duration.ofSeconds(10))).isTrue();
    }

    private HeldJob enter(RelayJob job, HeldDelivery delivery) {
        return Objects.requireNonNull(held.enter(job, delivery, later)).job();
    }

    private static HeldDelivery letter(Letter letter, int jobs) {
        return new HeldDelivery(letter, jobs);
    }

    private static final class Letter implements HeldDelivery.Message {

        boolean live = true;
        int acknowledged;
        int givenBack;

        @Override
        public boolean isLive() {
            return live;
        }

        @Override
        public void acknowledge() {
            acknowledged++;
        }

        @Override
        public void giveBack() {
            givenBack++;
        }
    }
}
