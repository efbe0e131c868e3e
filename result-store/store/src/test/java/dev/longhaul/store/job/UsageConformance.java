package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.client.MongoCollection;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.usage.Figure;
import dev.longhaul.store.usage.UsageLedger;
import dev.longhaul.store.usage.UsageRow;
import dev.longhaul.store.usage.UsageStore.Account;
import dev.longhaul.store.usage.UsageStore.Spent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What jobs use is counted once, whoever dies in between. */
interface UsageConformance extends UsesStore {

    Duration MINUTE = Duration.ofMinutes(1);
    Usage HUNDRED = new Usage(60, 40, 10, 5);

    private UsageLedger ledger(String writer) {
        return store().usage.ledger(tenant -> ZoneOffset.UTC, writer);
    }

    /** Ends new jobs under an entry, as a writer does that dies after it. */
    private List<JobId> endUnder(String entry, List<JobId> ids) {
        List<WorkerOutcome> outcomes = ids.stream()
                .map(id -> store().outcome(StoreFixture.WORKER, id, 1, StoreFixture.succeeded())).toList();
        assertThat(store().jobs.results().apply(outcomes, entry)).allMatch(JobResults.Applied::counts);
        return ids;
    }

    private List<JobId> dispatched(int count) {
        return IntStream.range(0, count).mapToObj(i -> store().dispatched()).toList();
    }

    private Spending spending(String at, @Nullable String key, @Nullable String batch, String model) {
        return new Spending("acme", key, batch, model, "openai", Instant.parse(at), HUNDRED, 7);
    }

    private UsageRow row(String day, String model, @Nullable String key, @Nullable String batch, Figure answered) {
        return new UsageRow("acme", day, model, "openai", key, batch, answered, Figure.NOTHING, Figure.NOTHING);
    }

    private List<UsageRow> rows() {
        List<UsageRow> rows = new ArrayList<>();
        store().usage.rows("acme", "0000", "9999", rows::add);
        return rows;
    }

    private long requests() {
        return rows().stream().mapToLong(UsageRow::requests).sum();
    }

    private MongoCollection<Document> entries() {
        return store().database.getCollection("usage_entries");
    }

    @Test
    default void usage_is_summed_by_day_model_key_and_batch() {
        UsageLedger ledger = ledger("a");
        ledger.post(ledger.open(List.of(store().queued())),
                List.of(spending("2026-03-01T10:00:00Z", "k", "b", "m|1"),
                        spending("2026-03-01T23:59:59Z", "k", "b", "m|1"),
                        spending("2026-03-02T00:00:00Z", "k", "b", "m|1")));
        ledger.post(ledger.open(List.of(store().queued())), List.of(spending("2026-03-01T10:00:00Z", "k", "b", "m|1"),
                spending("2026-03-01T10:00:00Z", null, null, "other")));

        assertThat(rows()).containsExactlyInAnyOrder(
                row("2026-03-01", "m|1", "k", "b", new Figure(3, new Usage(180, 120, 30, 15), 21)),
                row("2026-03-02", "m|1", "k", "b", new Figure(1, HUNDRED, 7)),
                row("2026-03-01", "other", null, null, new Figure(1, HUNDRED, 7)));
        Account day = new Account("acme", null, Period.DAY, "2026-03-01");
        Account month = new Account("acme", null, Period.MONTH, "2026-03");
        Account quiet = new Account("acme", null, Period.DAY, "2026-03-03");
        assertThat(store().usage.spent(Set.of(day, month, quiet))).containsOnlyKeys(day, month)
                .containsEntry(day, new Spent(new Spend(400, 28), 0))
                .containsEntry(month, new Spent(new Spend(500, 35), 0));
        Account key = new Account("acme", "k", Period.DAY, "2026-03-01");
        assertThat(store().usage.spent(Set.of(key, new Account("acme", "other", Period.DAY, "2026-03-01"))))
                .containsOnlyKeys(key).containsEntry(key, new Spent(new Spend(300, 21), 0));
        assertThat(entries().countDocuments()).isZero();
    }

    @Test
    default void a_day_begins_in_the_tenants_time_zone() {
        UsageLedger ledger = store().usage.ledger(tenant -> ZoneId.of("Asia/Shanghai"), "a");

        ledger.post(ledger.open(List.of(store().queued())), List.of(spending("2026-02-28T16:00:00Z", "k", "b", "m")));

        assertThat(rows()).extracting(UsageRow::day).containsExactly("2026-03-01");
    }

    @Test
    default void a_report_that_comes_twice_counts_once() {
        JobId id = store().dispatched();
        WorkerOutcome outcome = store().outcome(StoreFixture.WORKER, id, 1, StoreFixture.succeeded());
        UsageLedger ledger = ledger("a");
        String first = ledger.open(List.of(id));

        assertThat(store().jobs.results().apply(List.of(outcome, outcome), first)).allMatch(JobResults.Applied::counts);
        String second = ledger.open(List.of(id));
        assertThat(store().jobs.results().apply(List.of(outcome), second)).noneMatch(JobResults.Applied::counts);

        assertThat(store().jobs.spending().of(List.of(id.toString()), second)).isEmpty();
        assertThat(requests()).as("opening the second has finished the first").isEqualTo(1);
    }

    @Test
    default void what_a_dead_writer_has_ended_and_not_summed_is_counted_by_another() {
        List<JobId> ids = dispatched(3);
        UsageLedger dead = ledger("dead");
        String entry = dead.open(ids);
        endUnder(entry, ids.subList(0, 2));
        UsageLedger other = ledger("b");

        other.recover(MINUTE);
        assertThat(requests()).as("it may be at it still").isZero();
        store().clock.pass(MINUTE.plusSeconds(1));
        other.recover(MINUTE);
        other.recover(MINUTE);

        assertThat(requests()).isEqualTo(2);
        // it was not dead after all
        endUnder(entry, ids.subList(2, 3));
        dead.post(entry, store().jobs.spending().of(ids.stream().map(JobId::toString).toList(), entry));
        assertThat(requests()).isEqualTo(2);
        other.recover(MINUTE);
        assertThat(requests()).isEqualTo(3);
        store().clock.pass(Duration.ofHours(2));
        other.recover(MINUTE);
        assertThat(entries().countDocuments()).isZero();
        assertThat(requests()).isEqualTo(3);
    }

    @Test
    default void sums_that_a_dead_writer_has_left_are_added_where_they_are_missing() {
        UsageLedger dead = ledger("dead");
        String entry = dead.open(List.of(store().queued()));
        Document left = Objects.requireNonNull(entries().find().first());
        dead.post(entry, List.of(spending("2026-03-01T10:00:00Z", "k", "b", "m")));
        Document sums = new Document("id", "acme|2026-03-01|k|b||openai|m")
                .append("names", new Document("tenant", "acme"))
                .append("amounts", new Document("requests", 1L).append("prompt", 60L).append("completion", 40L)
                        .append("cached", 10L).append("reasoning", 5L).append("cost", 7L));
        Document missing = new Document(sums).append("id", "acme|2026-03-01|k|b|n").append("names",
                new Document("tenant", "acme").append("day", "2026-03-01").append("key", "k").append("batch", "b")
                        .append("model", "n"));
        entries().insertOne(left.append("sums", List.of(sums, missing)));
        store().clock.pass(MINUTE.plusSeconds(1));

        ledger("b").recover(MINUTE);

        assertThat(rows()).extracting(UsageRow::model, UsageRow::provider, UsageRow::requests)
                .as("n's sum is of an earlier release").containsExactlyInAnyOrder(tuple("m", "openai", 1L),
                        tuple("n", null, 1L));
        assertThat(entries().countDocuments()).isZero();
    }

    @Test
    default void many_writers_lose_nothing() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<JobId> ids = dispatched(1);
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                UsageLedger ledger = ledger("w" + writer);
                writers.add(() -> {
                    for (int i = 0; i < 25; i++) {
                        ledger.post(ledger.open(ids), List.of(spending("2026-03-01T10:00:00Z", "k", "b", "m")));
                    }
                    return true;
                });
            }
            for (var done : threads.invokeAll(writers)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(requests()).isEqualTo(200);
    }

    @Test
    default void a_threshold_is_told_once() {
        UsageLedger ledger = ledger("a");
        ledger.post(ledger.open(List.of(store().queued())), List.of(spending("2026-03-01T10:00:00Z", "k", "b", "m")));
        Account day = new Account("acme", null, Period.DAY, "2026-03-01");

        assertThat(store().usage.tell(day, 50)).isTrue();
        assertThat(store().usage.tell(day, 50)).isFalse();
        assertThat(store().usage.tell(day, 100)).isTrue();
        assertThat(store().usage.tell(day, 80)).isFalse();
        assertThat(store().usage.spent(Set.of(day)).get(day)).isEqualTo(new Spent(new Spend(100, 7), 100));
    }
}
