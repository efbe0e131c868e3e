package dev.longhaul.dispatcher.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.fairness.Admission.Holder;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.platform.SettableClock;
import dev.longhaul.store.job.Shard;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantLimitsTest {

    private final TestPlans plans = new TestPlans();
    private final SettableClock clock = new SettableClock();
    private final TenantLimits limits = new TenantLimits(plans.plans(), TestPrices.ofSmall(), clock);

    @AfterEach
    void close() {
        plans.close();
    }

    @Test
    void nothing_goes_before_the_plans_are_known() {
        assertThat(limits.mayGo(job("acme", 100))).isFalse();

        plans.plans().start();

        assertThat(limits.mayGo(job("acme", 100))).isTrue();
        assertThat(limits.weight("acme")).isEqualTo(1);
    }

    @Test
    void a_tenant_has_no_more_jobs_out_than_its_cap() {
        plans.with("acme", new TenantPlan(7, new Quota(2L, null, null, Budget.NONE)));
        WaitingJob first = job("acme", 100);

        limits.handedOut(first, true);
        assertThat(limits.mayGo(job("acme", 100))).isTrue();
        limits.handedOut(job("acme", 100), false);
        assertThat(limits.mayGo(job("acme", 100))).isFalse();
        assertThat(limits.mayGo(job("other", 100))).isTrue();

        limits.released(first);
        assertThat(limits.mayGo(job("acme", 100))).isTrue();
        assertThat(limits.weight("acme")).isEqualTo(7);
    }

    @Test
    void requests_go_at_their_rate_after_a_burst_of_ten_seconds() {
        plans.with("acme", new TenantPlan(1, new Quota(null, 60L, null, Budget.NONE)));

        assertThat(goNow(1)).as("a burst").isEqualTo(10);
        assertThat(goIn(Duration.ofMinutes(1), 1)).isEqualTo(60);
        assertThat(goIn(Duration.ofMinutes(10), 1)).isEqualTo(600);
    }

    @Test
    void tokens_go_at_their_rate_whatever_the_jobs_cost() {
        plans.with("acme", new TenantPlan(1, new Quota(null, null, 60_000L, Budget.NONE)));

        goNow(500);
        assertThat(goIn(Duration.ofMinutes(1), 500) * 500).isBetween(59_000, 61_000);
        assertThat(goIn(Duration.ofMinutes(1), 3_000) * 3_000).isBetween(55_000, 65_000);
    }

    @Test
    void a_job_larger_than_the_bucket_goes_when_it_is_full_and_the_others_wait_the_longer() {
        plans.with("acme", new TenantPlan(1, new Quota(null, null, 6_000L, Budget.NONE)));

        assertThat(limits.mayGo(job("acme", 5_000))).isTrue();
        limits.handedOut(job("acme", 5_000), true);

        clock.advance(Duration.ofSeconds(39));
        assertThat(limits.mayGo(job("acme", 10))).as("4,000 tokens of debt take 40 s").isFalse();
        clock.advance(Duration.ofSeconds(2));
        assertThat(limits.mayGo(job("acme", 10))).isTrue();
    }

    @Test
    void an_estimate_is_replaced_by_what_was_used() {
        plans.with("acme", new TenantPlan(1, new Quota(null, null, 6_000L, Budget.NONE)));
        WaitingJob job = job("acme", 1_000);

        limits.handedOut(job, true);
        assertThat(limits.mayGo(job("acme", 500))).isFalse();
        limits.settle(job, clock.instant(), new Spend(400, 0));
        assertThat(limits.mayGo(job("acme", 600))).as("600 were given back").isTrue();
        assertThat(limits.mayGo(job("acme", 601))).isFalse();

        limits.settle(job, clock.instant(), new Spend(1_600, 0));
        assertThat(limits.mayGo(job("acme", 1))).as("600 more were used").isFalse();
    }

    @Test
    void a_job_that_was_out_before_costs_no_rate() {
        plans.with("acme", new TenantPlan(1, new Quota(null, 6L, null, Budget.NONE)));

        limits.handedOut(job("acme", 100), false);
        assertThat(limits.mayGo(job("acme", 100))).isTrue();
        limits.handedOut(job("acme", 100), true);
        assertThat(limits.mayGo(job("acme", 100))).isFalse();
    }

    @Test
    void a_changed_plan_is_in_force_with_the_next_job() {
        plans.with("acme", new TenantPlan(1, new Quota(1L, null, null, Budget.NONE)));
        limits.handedOut(job("acme", 100), true);
        assertThat(limits.mayGo(job("acme", 100))).isFalse();

        plans.with("acme", new TenantPlan(1, new Quota(2L, null, null, Budget.NONE)));
        assertThat(limits.mayGo(job("acme", 100))).isTrue();
        plans.with("acme", TenantPlan.DEFAULT);
        assertThat(limits.mayGo(job("acme", 100))).isTrue();
    }

    @Test
    void the_limit_that_a_tenant_has_come_to_is_named() {
        assertThat(limits.blocker(job("acme", 100))).as("the plans are not known").isEqualTo(WaitReason.BUDGET);
        plans.with("acme", new TenantPlan(1, new Quota(1L, 60L, 6_000L, Budget.NONE)));
        assertThat(limits.blocker(job("acme", 100))).isNull();

        WaitingJob large = job("acme", 2_000);
        limits.handedOut(large, true);
        assertThat(limits.blocker(job("acme", 100))).isEqualTo(WaitReason.TENANT_IN_FLIGHT);
        limits.released(large);
        assertThat(limits.blocker(job("acme", 100))).as("tokens").isEqualTo(WaitReason.TENANT_RATE);

        plans.with("acme", new TenantPlan(1, new Quota(null, 6L, null, Budget.NONE)));
        limits.handedOut(job("acme", 100), true);
        assertThat(limits.blocker(job("acme", 100))).as("requests").isEqualTo(WaitReason.TENANT_RATE);
        clock.advance(Duration.ofSeconds(10));
        assertThat(limits.blocker(job("acme", 100))).isNull();
    }

    private int goNow(int cost) {
        int gone = 0;
        while (limits.mayGo(job("acme", cost))) {
            limits.handedOut(job("acme", cost), true);
            gone++;
        }
        return gone;
    }

    private int goIn(Duration time, int cost) {
        int gone = 0;
        for (long millis = 0; millis < time.toMillis(); millis += 50) {
            clock.advance(Duration.ofMillis(50));
            gone += goNow(cost);
        }
        return gone;
    }

    @Test
    void a_key_with_a_quota_is_held_to_it_and_the_tenants_other_keys_are_not() {
        plans.with("acme", new TenantPlan(1, new Quota(3L, null, null, Budget.NONE))
                .with("key_a", new Quota(1L, 60L, null, Budget.NONE)));
        WaitingJob first = job("acme", "key_a", 100);

        assertThat(limits.keyMayGo(first)).isTrue();
        limits.handedOut(first, true);
        assertThat(limits.keyMayGo(job("acme", "key_a", 100))).isFalse();
        assertThat(limits.keyBlocker(job("acme", "key_a", 100))).isEqualTo(WaitReason.KEY_IN_FLIGHT);
        assertThat(limits.mayGo(job("acme", "key_a", 100))).as("as far as the tenant is concerned").isTrue();
        assertThat(limits.keyMayGo(job("acme", "key_b", 100))).isTrue();
        assertThat(limits.keyMayGo(job("other", "key_a", 100))).as("a tenant's keys are its own").isTrue();
        limits.released(first);
        for (int i = 0; i < 9; i++) {
            assertThat(limits.keyBlocker(job("acme", "key_a", 100))).isNull();
            limits.handedOut(first, true);
            limits.released(first);
        }
        assertThat(limits.keyBlocker(job("acme", "key_a", 100))).isEqualTo(WaitReason.KEY_RATE);
        clock.advance(Duration.ofSeconds(1));
        assertThat(limits.keyMayGo(job("acme", "key_a", 100))).isTrue();
    }

    @Test
    void what_a_key_has_out_counts_also_when_its_quota_came_later() {
        WaitingJob early = job("acme", "key_a", 100);
        limits.handedOut(early, true);
        plans.with("acme", TenantPlan.DEFAULT.with("key_a", new Quota(1L, null, null, Budget.NONE)));

        assertThat(limits.keyMayGo(job("acme", "key_a", 100))).isFalse();
        plans.with("acme", TenantPlan.DEFAULT);
        assertThat(limits.keyMayGo(job("acme", "key_a", 100))).isTrue();
        plans.with("acme", TenantPlan.DEFAULT.with("key_a", new Quota(1L, null, null, Budget.NONE)));
        limits.released(early);
        assertThat(limits.keyMayGo(job("acme", "key_a", 100))).isTrue();
        assertThat(limits.reserved(new Holder("acme", "key_a"))).isEqualTo(Spend.NOTHING);
    }

    private static WaitingJob job(String tenant, int cost) {
        return job(tenant, "key_test", cost);
    }

    private static WaitingJob job(String tenant, String keyId, int cost) {
        return WaitingJob.of(new JobId(1, 2, 3), new Shard(Lane.BATCH, 0), tenant, keyId, null, null, null, "small", 0,
                new TokenEstimate(0, cost), null,
                null);
    }
}
