package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobSharing.Share;
import dev.longhaul.store.order.JobSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bson.Document;
import org.junit.jupiter.api.Test;

interface RetentionConformance extends UsesStore {

    @Test
    default void a_job_goes_when_its_time_is_over_and_not_before() {
        List<JobId> all = new ArrayList<>();
        for (JobState state : JobState.values()) {
            all.add(store().in(state));
        }
        store().clock.pass(StoreFixture.RETENTION.minusSeconds(1));
        assertThat(store().jobs.retention().sweep(100)).isZero();

        store().clock.pass(Duration.ofSeconds(1));

        assertThat(store().jobs.retention().sweep(100)).isEqualTo(5);
        assertThat(store().jobs.queries().find(all)).extracting(JobRecord::state)
                .containsExactlyInAnyOrder(JobState.QUEUED, JobState.DISPATCHED, JobState.RUNNING);
    }

    @Test
    default void each_end_keeps_a_job_as_long_as_the_plan_of_its_tenant_says() {
        store().plans.put("brief", TenantPlan.DEFAULT.withRetention(2), null, "ann", "contract");
        store().plans.put("long", TenantPlan.DEFAULT.withRetention(90), null, "ann", "contract");
        store().clock.pass(Duration.ofSeconds(2));
        Map<String, Duration> kept = Map.of("brief", Duration.ofDays(2), "long", Duration.ofDays(90), "acme",
                StoreFixture.RETENTION);
        Map<String, Consumer<List<JobId>>> ends = new TreeMap<>(Map.of(
                "rejected", ids -> store().jobs.dispatch().endQueued(ids, JobState.REJECTED,
                        Failure.of(ErrorCode.QUOTA_EXCEEDED, "No."), "token"),
                "cancelled", ids -> ids.forEach(id -> store().jobs.cancel().cancel(id)),
                "cancelled if queued", ids -> ids.forEach(id -> store().jobs.cancel().cancelIfQueued(id)),
                "swept", ids -> kept.keySet().forEach(tenant -> store().jobs.sweeps()
                        .cancelQueued(JobSet.ofTenant(tenant), store().clock.instant(), news -> {
                        })),
                "lost", ids -> ids.forEach(id -> {
                    store().start("w", id, store().dispatch(id));
                    store().jobs.dispatch().requeueLost(id, 1);
                }),
                "judged", ids -> ids.forEach(id -> {
                    store().start("w", id, store().dispatch(id));
                    store().ask(id, 1);
                }),
                "answered", ids -> ids.forEach(id -> {
                    store().dispatch(id);
                    store().apply(new WorkerOutcome("w", report(id)));
                }),
                "shared", ids -> ids.forEach(this::shareWith)));

        ends.forEach((end, how) -> {
            Map<String, JobId> ids = new HashMap<>();
            kept.keySet().forEach(tenant -> ids.put(tenant,
                    store().queued(end.equals("lost") || end.equals("judged")
                            ? store().job().of(tenant).held()
                            : store().job().of(tenant))));
            how.accept(List.copyOf(ids.values()));
            ids.forEach((tenant, id) -> {
                Document document = store().document(id);
                assertThat(document.getDate("expireAt").toInstant()).as("%s of %s: %s", end, tenant, document)
                        .isEqualTo(document.getDate("endedAt").toInstant().plus(kept.get(tenant)));
            });
        });
    }

    private OutcomeReport report(JobId id) {
        return new OutcomeReport(id, store().read(id).submitted().tenant(), null, null, Lane.BATCH, "gpt-4o-mini", 1,
                null, store().clock.instant(), List.of(),
                new Outcome.Succeeded("{\"choices\":[{\"finish_reason\":\"stop\"}]}", null));
    }

    private void shareWith(JobId id) {
        JobId from = store().dispatched(store().job().of(store().read(id).submitted().tenant()));
        store().apply(new WorkerOutcome("w", report(from)));
        store().jobs.sharing().share(List.of(new Share(id, from, false)), "token-" + id);
    }

    @Test
    default void a_job_that_has_ended_keeps_the_day_that_it_got() {
        JobId before = store().in(JobState.SUCCEEDED);
        store().plans.put("acme", TenantPlan.DEFAULT.withRetention(1), null, "ann", "contract");
        store().clock.pass(Duration.ofSeconds(2));
        JobId after = store().in(JobState.SUCCEEDED);

        store().clock.pass(Duration.ofDays(1));

        assertThat(store().jobs.retention().sweep(100)).isEqualTo(1);
        assertThat(store().jobs.queries().find(List.of(before, after))).extracting(JobRecord::id)
                .containsExactly(before);
    }

    @Test
    default void a_sweep_deletes_at_most_so_many_and_the_next_goes_on() {
        for (int i = 0; i < 25; i++) {
            store().in(JobState.EXPIRED);
        }
        store().clock.pass(StoreFixture.RETENTION.plusSeconds(1));

        assertThat(store().jobs.retention().sweep(10)).isEqualTo(10);
        assertThat(store().jobs.retention().sweep(10)).isEqualTo(10);
        assertThat(store().jobs.retention().sweep(10)).isEqualTo(5);
        assertThat(store().jobs.retention().sweep(10)).isZero();
    }
}
