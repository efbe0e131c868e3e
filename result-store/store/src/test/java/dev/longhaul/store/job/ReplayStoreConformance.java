package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.audit.AuditEntry;
import dev.longhaul.store.audit.AuditStore;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.Replay;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.replay.ReplayPlan;
import dev.longhaul.store.replay.ReplayPlan.Selected;
import dev.longhaul.store.replay.ReplayProgress;
import dev.longhaul.store.replay.ReplayState;
import dev.longhaul.store.replay.ReplayStore;
import dev.longhaul.store.replay.ReplayStore.Moved;
import dev.longhaul.store.replay.Skip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Replays are kept with their selections, and one runner at a time works on each. */
interface ReplayStoreConformance extends UsesStore {

    Duration LEASE = Duration.ofSeconds(10);

    private ReplayStore replays() {
        ReplayStore replays = new ReplayStore(store().database, store().clock, StoreFixture.RETENTION);
        replays.createIndexes();
        return replays;
    }

    private static List<ReplayItem> items(int count) {
        return IntStream.range(0, count).mapToObj(i -> new ReplayItem(new JobId(i, 0, 0), 1 + i % 3)).toList();
    }

    private Replay create(ReplayStore replays, String id, int jobs) {
        return replays.create(id, new ReplayPlan("{}", new Selected("sel_1", jobs, 10, 20, null),
                new Overrides("large", "sim", null, "{\"seed\":1}"), 50, Duration.ofSeconds(5), 3, 7), items(jobs),
                "ann",
                "fixed");
    }

    @Test
    default void a_replay_and_its_selection_are_read_as_they_were_written() {
        ReplayStore replays = replays();
        Replay created = create(replays, "rpl_1", 2_500);

        assertThat(replays.find("rpl_1")).contains(created);
        List<ReplayItem> read = new ArrayList<>(replays.items("rpl_1", 0));
        assertThat(read).hasSize(ReplayStore.PAGE);
        read.addAll(replays.items("rpl_1", 1_000));
        read.addAll(replays.items("rpl_1", 2_000));
        assertThat(read).isEqualTo(items(2_500));
        assertThat(replays.items("rpl_1", 2_498)).isEqualTo(items(2_500).subList(2_498, 2_500));
        assertThat(replays.items("rpl_1", 2_500)).isEmpty();
        create(replays, "rpl_2", 1);
        assertThat(replays.list(10)).extracting(Replay::id).containsExactly("rpl_2", "rpl_1");
    }

    @Test
    default void a_replay_past_its_time_is_swept_with_its_selection() {
        ReplayStore replays = replays();
        create(replays, "rpl_1", 2_500);
        assertThat(replays.sweep(10)).isZero();

        store().clock.pass(StoreFixture.RETENTION);

        assertThat(replays.sweep(2)).isEqualTo(2);
        assertThat(replays.sweep(2)).isEqualTo(1);
        assertThat(replays.list(10)).isEmpty();
        assertThat(replays.items("rpl_1", 0)).isEmpty();
    }

    @Test
    default void one_runner_works_on_a_replay_until_its_lease_is_over() {
        ReplayStore replays = replays();
        create(replays, "rpl_1", 10);
        ReplayProgress progress = new ReplayProgress(4, Map.of(Skip.SUCCEEDED, 1), 1, 1, 1, 0);

        assertThat(replays.take("one", LEASE)).isPresent();
        assertThat(replays.take("two", LEASE)).isEmpty();
        store().clock.pass(Duration.ofSeconds(9));
        assertThat(replays.save("rpl_1", "one", progress, LEASE)).isTrue();
        store().clock.pass(Duration.ofSeconds(9));
        assertThat(replays.take("two", LEASE)).isEmpty();
        store().clock.pass(Duration.ofSeconds(2));

        assertThat(replays.take("two", LEASE)).get().extracting(Replay::progress).isEqualTo(progress);
        assertThat(replays.save("rpl_1", "one", progress, LEASE)).isFalse();
        assertThat(replays.end("rpl_1", "one", progress, null)).isFalse();
        assertThat(replays.end("rpl_1", "two", progress, "too many")).isTrue();
        assertThat(replays.find("rpl_1").orElseThrow()).satisfies(stopped -> {
            assertThat(stopped.state()).isEqualTo(ReplayState.STOPPED);
            assertThat(stopped.stoppedBecause()).isEqualTo("too many");
        });
    }

    @Test
    default void an_administrator_moves_it_along_the_table_and_a_resume_forgives() {
        ReplayStore replays = replays();
        create(replays, "rpl_1", 10);
        replays.take("one", LEASE);
        replays.save("rpl_1", "one", new ReplayProgress(5, Map.of(), 0, 4, 0, 0), LEASE);

        assertThat(replays.move("rpl_1", ReplayState.PAUSED)).isInstanceOf(Moved.Done.class);
        assertThat(replays.save("rpl_1", "one", ReplayProgress.NONE, LEASE)).isFalse();
        assertThat(replays.take("two", LEASE)).isEmpty();
        assertThat(replays.move("rpl_1", ReplayState.RUNNING)).isInstanceOfSatisfying(Moved.Done.class, done -> {
            assertThat(done.now().progress().forgiven()).isEqualTo(4);
            assertThat(done.now().progress().counted()).isZero();
        });
        assertThat(replays.take("two", LEASE)).as("at once").isPresent();
        assertThat(replays.move("rpl_1", ReplayState.CANCELLED)).isInstanceOf(Moved.Done.class);
        assertThat(replays.move("rpl_1", ReplayState.RUNNING))
                .isEqualTo(new Moved.Refused(ReplayState.CANCELLED));
        assertThat(replays.move("rpl_9", ReplayState.RUNNING)).isEqualTo(new Moved.Unknown());
    }

    @Test
    default void what_administrators_do_is_kept_and_read_the_latest_first() {
        AuditStore audit = new AuditStore(store().database, store().clock);
        audit.add("ann", "replay.create", "rpl_1", "fixed", Map.of(), Map.of("jobs", 3));
        store().clock.pass(Duration.ofSeconds(1));
        audit.add("bob", "replay.paused", "rpl_1", "wait", Map.of("status", "running"), Map.of("status", "paused"));

        List<AuditEntry> first = audit.list(null, 1);
        assertThat(first).singleElement().satisfies(entry -> {
            assertThat(entry.by()).isEqualTo("bob");
            assertThat(entry.before()).containsEntry("status", "running");
        });
        assertThat(audit.list(first.getFirst().id(), 10)).extracting(AuditEntry::by, AuditEntry::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("ann", "fixed"));
    }
}
