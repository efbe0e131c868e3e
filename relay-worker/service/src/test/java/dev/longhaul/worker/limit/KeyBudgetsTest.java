package dev.longhaul.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.Lane;
import dev.longhaul.worker.limit.KeyBudgets.Place;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Workers, their messages and a provider on a virtual clock. */
class KeyBudgetsTest {

    private static final Place PLACE = new Place("openai", "k1", "m");
    private static final long MILLI = 1_000_000;
    private static final int GONE = -1;
    private static final long MINUTE = 60_000 * MILLI;

    private final VirtualTime time = new VirtualTime();

    @Test
    void a_long_line_looks_seldom_and_comes_at_once_when_the_first_answer_tells_no_limit() {
        KeyBudget budget = new KeyBudgets(time).of(PLACE, Limits.UNKNOWN);
        List<KeyBudget.Turn> line = IntStream.range(0, 1_001).mapToObj(i -> budget.enter(Lane.BATCH, 1_000)).toList();
        assertThat(line.getFirst().look()).isZero();
        double looksPerSecond = line.stream().skip(1).mapToDouble(turn -> 1e9 / turn.look().toNanos()).sum();
        assertThat(looksPerSecond).isLessThan(15_000);

        line.getFirst().end(null);

        assertThat(line.stream().skip(1).map(KeyBudget.Turn::look)).allMatch(Duration::isZero);
        line.get(1).leave();
        assertThat(budget.enter(Lane.BATCH, 1_000).look()).isZero();
    }

    @Test
    void without_a_known_limit_nobody_waits_once_there_was_an_answer() {
        KeyBudget budget = new KeyBudgets(time).of(PLACE, Limits.UNKNOWN);
        assertThat(budget.enter(Lane.BATCH, 1_000).look()).isZero();
        KeyBudget.Turn second = budget.enter(Lane.BATCH, 1_000);
        assertThat(second.look()).isPositive();
        second.leave();

        budget.learn(new RateStatus(null, null));

        for (int i = 0; i < 10_000; i++) {
            assertThat(budget.enter(Lane.BATCH, 1_000).look()).isZero();
        }
    }

    @Test
    void interactive_calls_go_first_and_the_others_in_the_order_in_which_they_came() {
        KeyBudget budget = alone(new Limits(600L, null));
        KeyBudget.Turn first = budget.enter(Lane.BATCH, 1);
        KeyBudget.Turn second = budget.enter(Lane.BATCH, 1);
        KeyBudget.Turn chat = budget.enter(Lane.INTERACTIVE, 1);

        time.pass(Duration.ofMillis(103));
        assertThat(first.look()).isPositive();
        assertThat(second.look()).isPositive();
        assertThat(chat.look()).isZero();
        time.pass(Duration.ofMillis(103));
        assertThat(second.look()).isPositive();
        assertThat(first.look()).isZero();
        time.pass(Duration.ofMillis(103));
        assertThat(second.look()).isZero();
    }

    @Test
    void a_turn_that_is_left_lets_the_next_one_go() {
        KeyBudget budget = alone(new Limits(600L, null));
        KeyBudget.Turn first = budget.enter(Lane.BATCH, 1);
        KeyBudget.Turn second = budget.enter(Lane.BATCH, 1);
        time.pass(Duration.ofMillis(103));

        first.leave();

        assertThat(second.look()).isZero();
    }

    @Test
    void tokens_are_used_before_and_settled_after() {
        KeyBudget budget = alone(new Limits(null, 60_000L));
        time.pass(Duration.ofSeconds(1));

        KeyBudget.Turn turn = budget.enter(Lane.BATCH, 500);
        assertThat(turn.look()).isZero();
        assertThat(budget.waitFor(500).toMillis()).isBetween(350L, 450L);
        turn.end(50L);
        assertThat(budget.waitFor(500)).isZero();
        turn.end(5_900L);
        assertThat(budget.waitFor(1).toSeconds()).isBetween(3L, 5L);
    }

    @Test
    void a_call_larger_than_the_bucket_goes_when_that_is_full_and_those_behind_it_wait_the_longer() {
        KeyBudget budget = alone(new Limits(null, 6_000L));
        KeyBudget.Turn large = budget.enter(Lane.BATCH, 2_000);
        KeyBudget.Turn small = budget.enter(Lane.BATCH, 1);
        assertThat(large.look()).isPositive();

        time.pass(Duration.ofMillis(700));
        assertThat(small.look()).isPositive();
        assertThat(large.look()).isZero();
        time.pass(Duration.ofSeconds(15));
        assertThat(small.look()).isPositive();
        time.pass(Duration.ofSeconds(6));
        assertThat(small.look()).isZero();
    }

    @Test
    void a_turn_that_is_given_back_is_as_if_it_had_not_been() {
        KeyBudget budget = alone(new Limits(60L, 6_000L));
        time.pass(Duration.ofMillis(1_100));
        Duration before = budget.waitFor(90);
        KeyBudget.Turn turn = budget.enter(Lane.BATCH, 90);
        assertThat(turn.look()).isZero();
        assertThat(budget.waitFor(90)).isGreaterThan(before);

        turn.giveBack();

        assertThat(budget.waitFor(90)).isCloseTo(before, Duration.ofMillis(50));
    }

    /** Of a worker that has found out that it is alone. */
    private KeyBudget alone(Limits limits) {
        KeyBudgets budgets = new KeyBudgets(time);
        KeyBudget budget = budgets.of(PLACE, limits);
        time.pass(Duration.ofSeconds(2));
        budgets.wishes();
        drain(budget);
        return budget;
    }

    private static Duration waitOfTheTenth(KeyBudget budget) {
        for (int i = 1; i < 10; i++) {
            budget.enter(Lane.BATCH, 1);
        }
        return budget.waitFor(1);
    }

    private static void drain(KeyBudget budget) {
        KeyBudget.Turn turn = budget.enter(Lane.BATCH, 1);
        while (turn.look().isZero()) {
            turn = budget.enter(Lane.BATCH, 1);
        }
        turn.leave();
    }

    @Test
    void limits_are_learnt_from_the_answers_and_the_smaller_one_counts() {
        KeyBudgets budgets = new KeyBudgets(time);
        KeyBudget learnt = budgets.of(PLACE, Limits.UNKNOWN);
        KeyBudget configured = budgets.of(new Place("openai", "k2", "m"), new Limits(60L, null));

        learnt.learn(new RateStatus(new RateStatus.Window(600, 599), null));
        configured.learn(new RateStatus(new RateStatus.Window(600, 599), null));
        time.pass(Duration.ofSeconds(2));
        budgets.wishes();
        drain(learnt);
        drain(configured);

        assertThat(waitOfTheTenth(learnt)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1_030));
        assertThat(waitOfTheTenth(configured)).isBetween(Duration.ofMillis(9_000), Duration.ofMillis(10_300));
    }

    @Test
    void what_the_provider_says_is_left_is_the_most_there_is() {
        KeyBudget budget = alone(new Limits(6_000L, null));
        time.pass(Duration.ofSeconds(1));
        assertThat(budget.waitFor(1)).isZero();

        budget.learn(new RateStatus(new RateStatus.Window(6_000, 0), null));

        assertThat(budget.waitFor(1)).isPositive();
    }

    @Test
    void four_workers_use_a_limit_together_and_do_not_pass_it() {
        Fleet fleet = new Fleet(4, 600);

        fleet.run(Duration.ofMinutes(3), (worker, second) -> 20);

        assertThat(fleet.calls).hasSizeGreaterThan((int) (3 * 600 * 0.95));
        assertThat(fleet.mostInAMinute()).isLessThanOrEqualTo(600);
        assertThat(fleet.counts).allSatisfy(count -> assertThat(count).isBetween(400, 480));
    }

    @Test
    void a_set_of_jobs_uses_a_limit_to_its_end_though_one_worker_has_more_of_them() {
        Fleet fleet = new Fleet(4, 600);

        fleet.run(Duration.ofMinutes(3), (worker, second) -> second > 0 ? 0 : worker == 0 ? 315 : 295);

        assertThat(fleet.calls).hasSize(1_200);
        assertThat(fleet.usedPart()).isGreaterThan(0.985);
        assertThat(fleet.mostInAMinute()).isLessThanOrEqualTo(600);
    }

    @Test
    void a_minute_that_begins_with_a_full_bucket_has_no_more_calls_than_the_limit() {
        Fleet fleet = new Fleet(1, 6_000);

        fleet.run(Duration.ofMinutes(3), (worker, second) -> second < 30 ? 0 : 120);

        assertThat(fleet.mostInAMinute()).isBetween(5_990, 6_000);
    }

    @Test
    void however_long_the_first_call_took_a_worker_has_a_quarter_until_it_can_have_heard_of_others() {
        KeyBudgets budgets = new KeyBudgets(time);
        KeyBudget budget = budgets.of(PLACE, Limits.UNKNOWN);
        time.pass(Duration.ofSeconds(5));
        budget.learn(new RateStatus(new RateStatus.Window(600, 20), null));
        budget.enter(Lane.BATCH, 1);

        time.pass(KeyBudgets.INTERVAL);
        budgets.wishes();
        drain(budget);
        assertThat(budget.waitFor(1)).isGreaterThan(Duration.ofMillis(200));

        time.pass(Duration.ofSeconds(1));
        budgets.wishes();
        drain(budget);
        assertThat(budget.waitFor(1)).isLessThanOrEqualTo(Duration.ofMillis(102));
    }

    @Test
    void what_another_worker_wants_counts_as_soon_as_it_is_heard() {
        KeyBudgets budgets = new KeyBudgets(time);
        KeyBudget budget = budgets.of(PLACE, new Limits(600L, null));
        budget.enter(Lane.BATCH, 1);
        time.pass(Duration.ofSeconds(2));
        budgets.wishes();
        drain(budget);
        Duration alone = budget.waitFor(1);

        budgets.hear("another", List.of(new KeyBudgets.Wish(PLACE, 1_000)));

        assertThat(budget.waitFor(1)).isBetween(alone.multipliedBy(19).dividedBy(10),
                alone.multipliedBy(21).dividedBy(10));
    }

    @Test
    void one_that_hears_of_others_before_its_first_wish_has_its_part_with_that_wish() {
        KeyBudgets budgets = new KeyBudgets(time);
        KeyBudget budget = budgets.of(PLACE, Limits.UNKNOWN);
        budget.learn(new RateStatus(new RateStatus.Window(600, 20), null));
        for (String other : List.of("w1", "w2", "w3")) {
            budgets.hear(other, List.of(new KeyBudgets.Wish(PLACE, 1_000)));
        }
        budget.enter(Lane.BATCH, 1);
        budget.enter(Lane.BATCH, 1);

        time.pass(KeyBudgets.INTERVAL);
        budgets.wishes();
        drain(budget);

        assertThat(budget.waitFor(1)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void a_worker_with_little_to_do_leaves_its_part_to_the_others() {
        Fleet fleet = new Fleet(4, 600);

        fleet.run(Duration.ofMinutes(3), (worker, second) -> worker == 0 ? 20 : second % 4 == worker ? 1 : 0);

        assertThat(fleet.calls).hasSizeGreaterThan((int) (3 * 600 * 0.93));
        assertThat(fleet.mostInAMinute()).isLessThanOrEqualTo(600);
    }

    @Test
    void a_worker_that_is_heard_of_no_more_leaves_its_part_to_the_others() {
        Fleet fleet = new Fleet(2, 600);

        fleet.run(Duration.ofMinutes(3), (worker, second) -> worker == 0 || second < 60 ? 20 : GONE);

        assertThat(fleet.counts.get(0)).isGreaterThan(290 + (int) (2 * 600 * 0.93));
    }

    @FunctionalInterface
    private interface Load {

        int callsInSecond(int worker, int second);
    }

    /** Workers whose calls wait for their turn, and who hear of each other with a delay. */
    private final class Fleet {

        private static final int STEP_MILLIS = 10;
        private static final int DELAY_MILLIS = 50;
        private static final int SLOTS = 320;

        private final int limit;
        private final List<KeyBudgets> workers = new ArrayList<>();
        private final List<Deque<KeyBudget.Turn>> waiting = new ArrayList<>();
        private final List<Integer> counts = new ArrayList<>();
        private final List<Long> calls = new ArrayList<>();
        private final Deque<Message> messages = new ArrayDeque<>();

        Fleet(int size, int limit) {
            this.limit = limit;
            for (int i = 0; i < size; i++) {
                workers.add(new KeyBudgets(time));
                waiting.add(new ArrayDeque<>());
                counts.add(0);
            }
        }

        void run(Duration duration, Load load) {
            long steps = duration.toMillis() / STEP_MILLIS;
            for (long step = 0; step < steps; step++) {
                long millis = step * STEP_MILLIS;
                for (int i = 0; i < workers.size(); i++) {
                    int arriving = load.callsInSecond(i, (int) (millis / 1_000));
                    if (arriving == GONE) {
                        continue;
                    }
                    if (millis % 1_000 == 0) {
                        arrive(i, arriving);
                    }
                    work(i);
                    // each at a time of its own
                    if (millis % KeyBudgets.INTERVAL.toMillis() == i * 100L) {
                        tell(i);
                    }
                }
                while (!messages.isEmpty() && messages.getFirst().at <= time.now) {
                    messages.removeFirst().delivery.run();
                }
                time.pass(Duration.ofMillis(STEP_MILLIS));
            }
        }

        /** No more than there are slots. */
        private void arrive(int worker, int fresh) {
            KeyBudget budget = workers.get(worker).of(PLACE, new Limits((long) limit, null));
            for (int i = 0; i < fresh && waiting.get(worker).size() < SLOTS; i++) {
                waiting.get(worker).add(budget.enter(Lane.BATCH, 1));
            }
        }

        private void work(int worker) {
            Deque<KeyBudget.Turn> line = waiting.get(worker);
            while (!line.isEmpty() && line.getFirst().look().isZero()) {
                line.removeFirst();
                counts.set(worker, counts.get(worker) + 1);
                calls.add(time.now);
            }
        }

        private void tell(int worker) {
            List<KeyBudgets.Wish> wishes = workers.get(worker).wishes();
            messages.addLast(new Message(time.now + DELAY_MILLIS * MILLI, () -> {
                for (int i = 0; i < workers.size(); i++) {
                    if (i != worker) {
                        workers.get(i).hear("w" + worker, wishes);
                    }
                }
            }));
        }

        /** From the first call to the last, of the limit. */
        double usedPart() {
            List<Long> sorted = calls.stream().sorted().toList();
            return (sorted.size() - 1.0) / (sorted.getLast() - sorted.getFirst()) * MINUTE / limit;
        }

        int mostInAMinute() {
            List<Long> sorted = calls.stream().sorted().toList();
            int most = 0;
            int first = 0;
            for (int last = 0; last < sorted.size(); last++) {
                while (sorted.get(last) - sorted.get(first) >= MINUTE) {
                    first++;
                }
                most = Math.max(most, last - first + 1);
            }
            return most;
        }
    }

    private record Message(long at, Runnable delivery) {}

    private static final class VirtualTime implements TimeMeter {

        private long now = 1;

        void pass(Duration duration) {
            now += duration.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
