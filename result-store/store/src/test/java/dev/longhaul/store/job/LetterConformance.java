package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.store.deadletter.Letter;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.deadletter.LetterGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Failed jobs are dead letters, and nothing else is. */
interface LetterConformance extends UsesStore {

    private JobLetters letters() {
        return store().jobs.letters();
    }

    private JobId failed(JobBuilder job, String message, int attempts) {
        JobId id = store().dispatched(job);
        List<Attempt> made = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            made.add(store().attempt(StoreFixture.WORKER, 1, Attempt.End.TRANSIENT));
            store().clock.pass(java.time.Duration.ofMillis(1));
        }
        store().apply(StoreFixture.WORKER, id, 1,
                new Outcome.Failed(new Failure("provider_refused", message, null, 400, "bad")),
                made.toArray(Attempt[]::new));
        return id;
    }

    private List<JobId> found(LetterFilter filter) {
        return letters().list(filter, null, 100).stream().map(Letter::id).toList();
    }

    @Test
    default void only_failed_jobs_are_dead_letters() {
        for (JobState state : JobState.values()) {
            JobId id = store().in(state);
            assertThat(letters().find(id).isPresent()).as(state.wire()).isEqualTo(state == JobState.FAILED);
        }
        assertThat(letters().list(LetterFilter.ALL, null, 100)).hasSize(1);
    }

    @Test
    default void they_are_counted_up_to_a_limit() {
        for (int i = 0; i < 5; i++) {
            store().in(JobState.FAILED);
            store().in(JobState.SUCCEEDED);
        }

        assertThat(store().jobs.letters().count(100)).isEqualTo(5);
        assertThat(store().jobs.letters().count(3)).isEqualTo(3);
    }

    @Test
    default void they_are_grouped_by_their_cause_the_largest_group_first() {
        JobId first = failed(store().job(), "No key 1.", 1);
        failed(store().job(), "No key 2.", 1);
        failed(store().job(), "Never.", 1);

        List<LetterGroup> groups = letters().groups(LetterFilter.ALL, 10);

        assertThat(groups).extracting(LetterGroup::count).containsExactly(2L, 1L);
        LetterGroup largest = groups.getFirst();
        Letter letter = letters().find(first).orElseThrow();
        assertThat(largest.cause()).isEqualTo(letter.cause()).isEqualTo(largest.sample().cause());
        assertThat(largest.first()).isEqualTo(letter.at()).isBefore(largest.last());
        assertThat(letter.provider()).isEqualTo("openai");
        assertThat(letter.failure().message()).isEqualTo("No key 1.");
        assertThat(letters().groups(LetterFilter.ALL, 1)).hasSize(1);
    }

    @Test
    default void filters_find_those_of_which_all_is_true() {
        JobId one = failed(store().job().of("acme").batch("night").model("small"), "No key 1.", 1);
        JobId two = failed(store().job().of("other").model("large"), "Never (again).", 3);
        JobId none = failed(store().job().of("other").model("large"), "Never (again).", 0);
        LetterFilter all = LetterFilter.ALL;
        Letter second = letters().find(two).orElseThrow();

        assertThat(found(all)).containsExactly(none, two, one);
        assertThat(found(new LetterFilter(List.of(), null, "acme", null, null, null, null, null, null, null, null)))
                .containsExactly(one);
        assertThat(found(new LetterFilter(List.of(), null, "acme", "large", null, null, null, null, null, null, null)))
                .isEmpty();
        assertThat(found(new LetterFilter(List.of(), null, null, "large", "openai", null, null, null, null, null,
                null))).containsExactly(two);
        assertThat(found(new LetterFilter(List.of(), null, null, null, null, "night", null, null, null, null, null)))
                .containsExactly(one);
        assertThat(found(new LetterFilter(List.of(), null, null, null, null, null, second.at(), null, null, null,
                null))).containsExactly(none, two);
        assertThat(found(new LetterFilter(List.of(), null, null, null, null, null, null, second.at(), null, null,
                null))).containsExactly(one);
        assertThat(found(attempts(3, null))).containsExactly(two);
        assertThat(found(attempts(1, 2))).containsExactly(one);
        assertThat(found(attempts(null, 0))).containsExactly(none);
        assertThat(found(new LetterFilter(List.of(), null, null, null, null, null, null, null, null, null,
                "NEVER (AGAIN"))).containsExactly(none, two);
        assertThat(found(new LetterFilter(List.of(one, none), null, null, null, null, null, null, null, null, null,
                null))).containsExactly(none, one);
        assertThat(found(LetterFilter.ofCause(second.cause()))).containsExactly(two);
    }

    private static LetterFilter attempts(@Nullable Integer from, @Nullable Integer to) {
        return new LetterFilter(List.of(), null, null, null, null, null, null, null, from, to, null);
    }

    @Test
    default void pages_join_without_a_gap() {
        List<JobId> failed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            failed.addFirst(failed(store().job(), "No.", 1));
        }
        List<JobId> read = new ArrayList<>();
        JobId after = null;
        for (List<Letter> page = letters().list(LetterFilter.ALL, after, 2); !page.isEmpty(); page = letters()
                .list(LetterFilter.ALL, after, 2)) {
            page.forEach(letter -> read.add(letter.id()));
            after = read.getLast();
        }
        assertThat(read).isEqualTo(failed);
        List<JobId> scanned = new ArrayList<>();
        letters().scan(LetterFilter.ALL, letter -> scanned.addFirst(letter.id()));
        assertThat(scanned).isEqualTo(failed);
    }

    @Test
    default void what_is_discarded_stays_failed_and_is_no_dead_letter_any_more() {
        JobId id = failed(store().job(), "No.", 1);
        JobId other = failed(store().job(), "Never.", 1);

        LetterFilter filter = LetterFilter.ofCause(letters().find(id).orElseThrow().cause());
        assertThat(letters().discard(filter, "ann", "not needed")).isEqualTo(1);

        assertThat(found(LetterFilter.ALL)).containsExactly(other);
        store().assertJob(id).is(JobState.FAILED);
        assertThat(letters().discard(filter, "ann", "again")).isZero();
    }
}
