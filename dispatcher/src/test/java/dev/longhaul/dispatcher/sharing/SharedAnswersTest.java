package dev.longhaul.dispatcher.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.platform.SettableClock;
import dev.longhaul.dispatcher.sharing.SharedAnswers.Taken;
import dev.longhaul.store.job.Shard;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharedAnswersTest {

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAQ";
    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAg";

    private final SettableClock clock = new SettableClock();
    private final SharedAnswers answers = new SharedAnswers(clock, 2);
    private int number;

    private WaitingJob job(String tenant, @Nullable String key) {
        return WaitingJob.of(new JobId(++number, 2, 3), new Shard(Lane.BATCH, 0), tenant, null, null, null, key,
                "small", 0,
                new TokenEstimate(1, 1), null, null);
    }

    private WaitingJob leader() {
        WaitingJob leader = job("acme", KEY);
        assertThat(answers.take(leader)).isFalse();
        answers.handedOut(leader);
        return leader;
    }

    @Test
    void only_the_same_tenants_same_request_waits_for_an_answer() {
        leader();

        assertThat(answers.take(job("other", KEY))).isFalse();
        assertThat(answers.take(job("acme", OTHER_KEY))).isFalse();
        assertThat(answers.take(job("acme", null))).isFalse();
        assertThat(answers.take(job("acme", "no key"))).isFalse();
        assertThat(answers.couldTake(job("acme", KEY))).isTrue();
        assertThat(answers.take(job("acme", KEY))).isTrue();
        assertThat(answers.takeOver(10)).as("there is no answer yet").isEmpty();
    }

    @Test
    void followers_get_the_leaders_answer_and_later_ones_the_stored() {
        WaitingJob leader = leader();
        WaitingJob follower = job("acme", KEY);
        answers.take(follower);

        answers.answered(leader, clock.instant(), 100);
        assertThat(answers.released(leader)).isEmpty();
        WaitingJob later = job("acme", KEY);
        assertThat(answers.take(later)).isTrue();

        assertThat(answers.takeOver(10)).containsExactly(new Taken(follower, leader.id(), true),
                new Taken(later, leader.id(), false));
        assertThat(answers.takeFresh()).hasSize(1);
        assertThat(answers.takeFresh()).isEmpty();
        assertThat(answers.misses()).as("of three, the leader").isEqualTo(1);
        assertThat(answers.bytes()).isEqualTo(100);
    }

    @Test
    void followers_wait_for_their_turn_again_when_the_leader_has_no_answer() {
        WaitingJob leader = leader();
        WaitingJob follower = job("acme", KEY);
        answers.take(follower);

        assertThat(answers.released(leader)).containsExactly(follower);
        assertThat(answers.take(follower)).as("it leads now").isFalse();
        answers.handedOut(follower);
        assertThat(answers.take(leader)).isTrue();
        assertThat(answers.released(leader)).as("it leads no more").isEmpty();
    }

    @Test
    void a_leader_that_comes_back_does_not_wait_for_itself() {
        WaitingJob leader = leader();

        assertThat(answers.take(leader)).isFalse();
    }

    @Test
    void an_answer_is_taken_for_an_hour() {
        WaitingJob leader = leader();
        answers.answered(leader, clock.instant(), 100);
        answers.released(leader);

        clock.advance(Duration.ofMinutes(60));
        assertThat(answers.take(job("acme", KEY))).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(answers.take(job("acme", KEY))).isFalse();
        assertThat(answers.size()).isZero();
        assertThat(answers.bytes()).isZero();
    }

    @Test
    void the_least_recently_used_answers_are_forgotten() {
        List<String> keys = List.of(KEY, OTHER_KEY, "AAAAAAAAAAAAAAAAAAAAAw");
        for (String key : keys) {
            answers.answered(job("acme", key), clock.instant(), 100);
            answers.couldTake(job("acme", KEY));
        }

        assertThat(keys).filteredOn(key -> answers.couldTake(job("acme", key))).containsExactly(KEY, keys.get(2));
        assertThat(answers.bytes()).isEqualTo(200);
    }

    @Test
    void an_answer_that_turns_out_useless_is_forgotten() {
        WaitingJob leader = leader();
        answers.answered(leader, clock.instant(), 100);
        answers.released(leader);

        answers.forget(List.of(leader.id()));

        assertThat(answers.take(job("acme", KEY))).isFalse();
        assertThat(answers.takeFresh()).isEmpty();
        assertThat(answers.bytes()).isZero();
    }

    @Test
    void a_follower_that_has_left_gets_no_answer_and_does_not_wait_again() {
        WaitingJob leader = leader();
        List<WaitingJob> followers = List.of(job("acme", KEY), job("acme", KEY), job("acme", KEY));
        followers.forEach(answers::take);

        assertThat(answers.holds(followers.getFirst().id())).isTrue();
        assertThat(answers.leave(followers.getFirst().id())).isTrue();
        assertThat(answers.leave(followers.getFirst().id())).isFalse();
        answers.answered(leader, clock.instant(), 100);
        assertThat(answers.leave(followers.getLast().id())).as("also while its answer is on its way").isTrue();

        assertThat(answers.takeOver(10)).extracting(Taken::job).containsExactly(followers.get(1));
        answers.released(leader);
        clock.advance(Duration.ofHours(2));
        WaitingJob next = leader();
        WaitingJob left = job("acme", KEY);
        answers.take(left);
        answers.leave(left.id());
        assertThat(answers.released(next)).isEmpty();
    }
}
