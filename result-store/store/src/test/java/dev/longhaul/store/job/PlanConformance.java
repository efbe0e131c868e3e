package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.store.plan.PlanStore.PlanChange;
import dev.longhaul.store.plan.PlanStore.StoredPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

interface PlanConformance extends UsesStore {

    TenantPlan SMALL = new TenantPlan(1, new Quota(10L, null, null, Budget.NONE));
    TenantPlan LARGE = new TenantPlan(5,
            new Quota(null, 600L, 1_000_000L, new Budget(1_000L, null, null, 12_500_000_000L, WhenSpent.HOLD)),
            ZoneId.of("Asia/Shanghai"), CachePolicy.ALWAYS,
            Map.of("key_1", new Quota(3L, null, null, Budget.NONE), "key_2",
                    new Quota(null, null, null, new Budget(null, 5L, null, null, WhenSpent.HOLD))),
            new Allowed(List.of("openai", "azure"), List.of("eu-west")), 7);

    @Test
    default void a_plan_is_kept_with_its_revision() {
        Instant now = store().clock.instant();

        assertThat(store().plans.find("acme")).isEmpty();
        assertThat(store().plans.put("acme", LARGE, null, "ann", "they pay")).contains(
                new StoredPlan("acme", LARGE, 1, now));
        assertThat(store().plans.find("acme")).contains(new StoredPlan("acme", LARGE, 1, now));
        store().plans.put("acme", SMALL, null, "ann", "they do not");
        assertThat(store().plans.find("acme")).contains(new StoredPlan("acme", SMALL, 2, now));
    }

    @Test
    default void a_change_of_an_outdated_plan_is_not_made() {
        assertThat(store().plans.put("acme", LARGE, 1L, "ann", "of a plan that is not there")).isEmpty();
        assertThat(store().plans.put("acme", LARGE, 0L, "ann", "the first")).isPresent();
        assertThat(store().plans.put("acme", SMALL, 0L, "bob", "the first, too")).isEmpty();
        assertThat(store().plans.put("acme", SMALL, 1L, "bob", "the second")).isPresent();

        assertThat(store().plans.changes("acme")).extracting(PlanChange::reason).containsExactly("the second",
                "the first");
    }

    @Test
    default void every_change_says_who_and_why_and_what_was_before() {
        Instant first = store().clock.instant();
        store().plans.put("acme", SMALL, null, "ann", "trial");
        store().clock.pass(Duration.ofHours(1));
        store().plans.put("acme", LARGE, null, "bob", "contract signed");

        assertThat(store().plans.changes("acme")).containsExactly(
                new PlanChange(2, store().clock.instant(), "bob", "contract signed", SMALL, LARGE),
                new PlanChange(1, first, "ann", "trial", null, SMALL));
        assertThat(store().plans.changes("nobody")).isEmpty();
    }

    @Test
    default void the_latest_hundred_changes_are_kept() {
        for (int i = 1; i <= 103; i++) {
            store().plans.put("acme", SMALL, null, "ann", "change " + i);
        }

        List<PlanChange> kept = store().plans.changes("acme");
        assertThat(kept).hasSize(100);
        assertThat(kept.getFirst().revision()).isEqualTo(103);
        assertThat(kept.getLast().revision()).isEqualTo(4);
    }

    @Test
    default void of_changes_at_the_same_time_none_is_lost() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> changes = LongStream.rangeClosed(1, 20)
                    .mapToObj(cap -> (Callable<Boolean>) () -> store().plans
                            .put("acme", new TenantPlan(1, new Quota(cap, null, null, Budget.NONE)), null, "ann",
                                    "to " + cap)
                            .isPresent())
                    .toList();
            for (var done : threads.invokeAll(changes)) {
                assertThat(done.get()).isTrue();
            }
        }

        List<PlanChange> kept = store().plans.changes("acme");
        assertThat(kept).extracting(PlanChange::revision)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).mapToObj(i -> 21 - i).toList());
        for (int i = 0; i < 19; i++) {
            assertThat(kept.get(i).before()).isEqualTo(kept.get(i + 1).after());
        }
    }

    @Test
    default void plans_are_listed_by_name_and_found_by_the_time_of_their_change() {
        store().plans.put("b", SMALL, null, "ann", "new");
        store().plans.put("a", SMALL, null, "ann", "new");
        store().plans.put("c", SMALL, null, "ann", "new");
        store().clock.pass(Duration.ofMinutes(1));
        Instant later = store().clock.instant();
        store().plans.put("b", LARGE, null, "ann", "more");

        assertThat(store().plans.list(null, 2)).extracting(StoredPlan::tenant).containsExactly("a", "b");
        assertThat(store().plans.list("b", 2)).extracting(StoredPlan::tenant).containsExactly("c");
        assertThat(store().plans.changedSince(later)).containsExactly(new StoredPlan("b", LARGE, 2, later));
        assertThat(store().plans.changedSince(Instant.EPOCH)).hasSize(3);
    }
}
