package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchEnd;
import dev.longhaul.store.batch.BatchEnd.Problem;
import dev.longhaul.store.batch.BatchOrder;
import dev.longhaul.store.batch.BatchProgress;
import dev.longhaul.store.batch.BatchStatus;
import dev.longhaul.store.batch.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

interface BatchConformance extends UsesStore {

    Duration LEASE = Duration.ofSeconds(10);
    BatchEnd END = new BatchEnd(7, 3, "file-out", "file-err", new Usage(70, 30, 5, 2), List.of());

    private Batch batch(String tenant) {
        store().clock.pass(Duration.ofMillis(1));
        return store().batches.create(store().batchId(tenant),
                new BatchOrder(tenant, "key_1", "file-in", Map.of("a.b", "$1"), Duration.ofHours(2),
                        store().clock.instant(), store().clock.instant().plus(Duration.ofHours(24))));
    }

    private Batch taken(String runner) {
        return store().batches.take(runner, LEASE).orElseThrow();
    }

    private Batch moved(Batch batch, String runner, BatchStatus target) {
        return store().batches.move(batch, runner, target, batch.progress(), LEASE).orElseThrow();
    }

    @Test
    default void a_batch_is_found_as_it_was_created() {
        Batch batch = batch("acme");

        assertThat(store().batches.find(batch.id())).contains(batch);
        assertThat(batch.status()).isEqualTo(BatchStatus.VALIDATING);
        assertThat(batch.order().metadata()).containsExactly(Map.entry("a.b", "$1"));
        assertThat(batch.progress()).isEqualTo(BatchProgress.NONE);
        assertThat(store().batches.find(store().batchId("acme"))).isEmpty();
    }

    @Test
    default void a_tenant_lists_its_own_the_latest_first() {
        Batch first = batch("acme");
        batch("other");
        Batch second = batch("acme");

        assertThat(store().batches.list("acme", null, 10)).containsExactly(second, first);
        assertThat(store().batches.list("acme", second.id(), 10)).containsExactly(first);
        assertThat(store().batches.list("acme", null, 1)).containsExactly(second);
    }

    @Test
    default void one_runner_holds_a_batch_until_its_lease_is_over() {
        Batch batch = batch("acme");
        assertThat(taken("one").id()).isEqualTo(batch.id());
        assertThat(store().batches.take("two", LEASE)).isEmpty();

        store().clock.pass(Duration.ofSeconds(8));
        BatchProgress further = new BatchProgress(10, "m", 4, 1L << 33, 2, 2, 1, 1, 1);
        assertThat(store().batches.save(batch.id(), "one", further, LEASE).orElseThrow().progress())
                .isEqualTo(further);
        store().clock.pass(Duration.ofSeconds(8));
        assertThat(store().batches.take("two", LEASE)).isEmpty();
        store().clock.pass(Duration.ofSeconds(3));

        assertThat(taken("two").progress()).isEqualTo(further);
        assertThat(store().batches.save(batch.id(), "one", BatchProgress.NONE, LEASE)).isEmpty();
        assertThat(store().batches.end(batch, "one", BatchStatus.FAILED, END)).isEmpty();

        store().batches.release(batch.id(), "one");
        assertThat(store().batches.take("three", LEASE)).isEmpty();
        store().batches.release(batch.id(), "two");
        assertThat(taken("three").id()).isEqualTo(batch.id());
    }

    @Test
    default void each_status_has_its_time_and_only_its_own_ways() {
        batch("acme");
        Batch checked = moved(taken("one"), "one", BatchStatus.IN_PROGRESS);
        store().clock.pass(Duration.ofSeconds(1));

        Batch finalizing = moved(checked, "one", BatchStatus.FINALIZING);

        assertThat(finalizing.reached()).containsOnlyKeys(BatchStatus.VALIDATING, BatchStatus.IN_PROGRESS,
                BatchStatus.FINALIZING).containsEntry(BatchStatus.FINALIZING, store().clock.instant());
        assertThat(store().batches.move(checked, "one", BatchStatus.FINALIZING, checked.progress(), LEASE))
                .as("it is not in progress any more").isEmpty();
        assertThatThrownBy(() -> moved(finalizing, "one", BatchStatus.CANCELLED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void a_cancel_comes_only_before_the_files_are_written() {
        Batch batch = batch("acme");
        assertThat(store().batches.cancel(batch.id()).orElseThrow().status()).isEqualTo(BatchStatus.CANCELLING);
        assertThat(store().batches.cancel(batch.id())).isEmpty();
        Batch cancelling = taken("one");
        assertThat(store().batches.end(cancelling, "one", BatchStatus.CANCELLED, END)).isPresent();

        Batch other = batch("acme");
        moved(moved(taken("one"), "one", BatchStatus.IN_PROGRESS), "one", BatchStatus.FINALIZING);
        assertThat(store().batches.cancel(other.id())).isEmpty();
    }

    @Test
    default void an_end_and_the_word_of_it_are_one_update() {
        Batch batch = batch("acme");
        Batch taken = taken("one");
        assertThat(store().batches.untold(10)).isEmpty();
        List<Problem> problems = List.of(new Problem("empty_file", null, "No lines.", null),
                new Problem("url_mismatch", 3, "Another url.", "url"));

        Batch ended = store().batches.end(taken, "one", BatchStatus.FAILED, BatchEnd.failed(problems)).orElseThrow();

        assertThat(ended.end()).isEqualTo(BatchEnd.failed(problems));
        assertThat(store().batches.untold(10)).containsExactly(ended);
        store().batches.told(List.of(ended));
        assertThat(store().batches.untold(10)).isEmpty();
        assertThat(store().batches.find(batch.id())).contains(ended);
        store().clock.pass(Duration.ofDays(1));
        assertThat(store().batches.take("two", LEASE)).as("it has ended").isEmpty();
        assertThat(store().batches.save(batch.id(), "one", BatchProgress.NONE, LEASE)).isEmpty();
    }

    @Test
    default void what_has_ended_goes_after_the_retention_and_what_has_not_stays() {
        batch("acme");
        store().batches.end(taken("one"), "one", BatchStatus.FAILED, END);
        Batch open = batch("acme");
        store().clock.pass(StoreFixture.RETENTION.minusSeconds(1));
        assertThat(store().batches.sweep(10)).isZero();

        store().clock.pass(Duration.ofSeconds(1));

        assertThat(store().batches.sweep(10)).isEqualTo(1);
        assertThat(store().batches.list("acme", null, 10)).containsExactly(open);
    }

    @Test
    default void a_file_is_read_as_long_as_its_batch_has_not_ended() {
        batch("acme");
        assertThat(store().batches.reads("acme", "file-in")).isTrue();
        assertThat(store().batches.reads("acme", "file-other")).isFalse();
        assertThat(store().batches.reads("other", "file-in")).isFalse();

        store().batches.end(taken("one"), "one", BatchStatus.FAILED, END);

        assertThat(store().batches.reads("acme", "file-in")).isFalse();
    }

    @Test
    default void refusals_are_kept_by_pages_and_once() {
        Batch batch = batch("acme");
        Refusal refusal = new Refusal("line.$3", "{\"error\":{}}");
        store().refusals.add(batch.id(), 1, Map.of(503, refusal), store().clock.instant().plusSeconds(60));
        store().refusals.add(batch.id(), 1, Map.of(501, refusal, 503, refusal),
                store().clock.instant().plusSeconds(60));
        store().refusals.add(batch.id(), 0, Map.of(), store().clock.instant());

        assertThat(store().refusals.of(batch.id(), 1)).isEqualTo(Map.of(501, refusal, 503, refusal));
        assertThat(store().refusals.of(batch.id(), 0)).isEmpty();
        assertThat(store().refusals.sweep(store().clock.instant(), 10)).isZero();
        store().clock.pass(Duration.ofSeconds(60));
        assertThat(store().refusals.sweep(store().clock.instant(), 10)).isEqualTo(1);
    }
}
