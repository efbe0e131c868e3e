package dev.longhaul.dispatcher.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.fairness.Admission.Holder;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.platform.SettableClock;
import dev.longhaul.store.job.Shard;
import dev.longhaul.store.usage.UsageStore.Account;
import dev.longhaul.store.usage.UsageStore.Spent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Budgets of a day and a month, and the ledger as their owner reads it. */
class BudgetLimitsTest {

    private static final Holder ACME = new Holder("acme", null);
    private static final String NOON = "2026-03-31T12:00:00Z";

    private final TestPlans plans = new TestPlans();
    private final SettableClock clock = new SettableClock();
    private final TenantLimits limits = new TenantLimits(plans.plans(), TestPrices.ofSmall(), clock);
    /** By the name of the period. */
    private final Map<String, Spend> ledger = new HashMap<>();

    @BeforeEach
    void set() {
        clock.advance(Duration.between(clock.instant(), Instant.parse(NOON)));
    }

    @AfterEach
    void close() {
        plans.close();
    }

    @Test
    void nothing_goes_before_the_ledger_is_read() {
        AtomicInteger asked = new AtomicInteger();
        daily(1_000L, null);
        limits.onUnknownSpend(asked::incrementAndGet);

        assertThat(limits.mayGo(job(100))).isFalse();
        assertThat(asked).hasValue(1);
        assertThat(limits.blocker(job(100))).isEqualTo(WaitReason.BUDGET);
        assertThat(asked).as("telling why asks for nothing").hasValue(1);
        assertThat(limits.beginRead()).containsExactly(new Account("acme", null, Period.DAY, "2026-03-31"),
                new Account("acme", null, Period.MONTH, "2026-03"));
        read();

        assertThat(limits.mayGo(job(100))).isTrue();
    }

    @Test
    void what_is_out_counts_with_its_estimate_until_it_ends() {
        ledger.put("2026-03-31", new Spend(500, 0));
        daily(1_000L, null);
        read();
        WaitingJob first = job(300);
        limits.handedOut(first, true);

        assertThat(limits.mayGo(job(200))).isTrue();
        assertThat(limits.mayGo(job(201))).isFalse();
        limits.settle(first, clock.instant(), new Spend(100, 0));
        limits.released(first);

        assertThat(limits.mayGo(job(400))).isTrue();
        limits.handedOut(job(10), true);
        assertThat(limits.mayGo(job(391))).isFalse();
    }

    @Test
    void the_last_job_may_be_larger_than_what_is_left_but_goes_alone() {
        ledger.put("2026-03-31", new Spend(990, 0));
        daily(1_000L, null);
        read();
        WaitingJob large = job(5_000);

        assertThat(limits.mayGo(large)).isTrue();
        limits.handedOut(large, true);
        assertThat(limits.mayGo(large)).isFalse();
        assertThat(limits.refused()).isEmpty();
        limits.settle(large, clock.instant(), new Spend(5_000, 0));
        limits.released(large);

        assertThat(limits.mayGo(job(1))).isFalse();
        assertThat(limits.refused()).as("the ledger does not say so yet").isEmpty();
        ledger.put("2026-03-31", new Spend(5_990, 0));
        read();
        assertThat(limits.refused()).containsExactly(ACME);
    }

    @Test
    void money_counts_by_the_models_price() {
        daily(null, 100_000L);
        read();
        WaitingJob half = WaitingJob.of(new JobId(1, 2, 3), new Shard(Lane.BATCH, 0), "acme", null, null, null, null,
                "small",
                0,
                new TokenEstimate(20, 15), null, null);

        limits.handedOut(half, true);
        assertThat(limits.reserved(ACME)).isEqualTo(new Spend(35, 50_000));
        assertThat(limits.mayGo(half)).isTrue();
        limits.handedOut(half, true);
        assertThat(limits.mayGo(job(1))).isFalse();

        limits.released(half);
        limits.released(half);
        assertThat(limits.reserved(ACME)).isEqualTo(Spend.NOTHING);
        assertThat(limits.mayGo(half)).as("given back").isTrue();
    }

    @Test
    void what_has_no_price_cannot_be_counted_by_a_money_budget() {
        daily(null, 100_000L);
        read();
        WaitingJob unpriced = of("unpriced", new JobId(1, 2, 3));

        limits.handedOut(unpriced, true);

        assertThat(limits.reserved(ACME)).isEqualTo(new Spend(35, 0));
        assertThat(limits.mayGo(unpriced)).isTrue();
    }

    @Test
    void money_is_reserved_at_the_dearest_target_of_the_route() {
        daily(null, 100_000L);
        read();

        limits.handedOut(of("spread", new JobId(1, 2, 3)), true);

        assertThat(limits.reserved(ACME)).isEqualTo(new Spend(35, 20 * 3_000 + 15 * 4_000));
    }

    @Test
    void what_was_reserved_is_given_back_when_the_price_has_changed_in_between() {
        daily(null, 100_000_000L);
        read();
        WaitingJob job = of("dated", new JobId(Instant.parse("2026-03-31T23:59:59Z").toEpochMilli() << 16, 2, 3));

        limits.handedOut(job, true);
        assertThat(limits.reserved(ACME)).isEqualTo(new Spend(35, 35 * 1_000));
        clock.advance(Duration.ofDays(1));
        limits.released(job);

        assertThat(limits.reserved(ACME)).isEqualTo(Spend.NOTHING);
    }

    private static WaitingJob of(String model, JobId id) {
        return WaitingJob.of(id, new Shard(Lane.BATCH, 0), "acme", null, null, null, null, model, 0,
                new TokenEstimate(20, 15), null, null);
    }

    @Test
    void an_end_during_a_read_is_never_left_out() {
        daily(1_000L, null);
        WaitingJob early = out(400);
        WaitingJob late = out(400);
        limits.settle(early, clock.instant(), new Spend(400, 0));
        limits.released(early);

        List<Account> accounts = limits.beginRead();
        // the ledger is read here, with the early one in it
        limits.settle(late, clock.instant(), new Spend(400, 0));
        limits.released(late);
        limits.read(accounts, Map.of(accounts.getFirst(), new Spent(new Spend(400, 0), 0)));

        assertThat(allows(200)).isTrue();
        assertThat(allows(201)).isFalse();
        ledger.put("2026-03-31", new Spend(800, 0));
        read();
        assertThat(allows(200)).as("and never counted twice for long").isTrue();
        assertThat(allows(201)).isFalse();
    }

    @Test
    void a_new_day_begins_in_the_tenants_time_zone_and_frees_those_held() {
        plans.with("acme", new TenantPlan(1,
                new Quota(null, null, null, new Budget(1_000L, 5_000L, null, null, WhenSpent.HOLD)),
                ZoneId.of("Asia/Shanghai"), CachePolicy.DETERMINISTIC, Map.of(), Allowed.ALL, null));
        ledger.put("2026-03-31", new Spend(1_000, 0));
        ledger.put("2026-03", new Spend(4_000, 0));
        read();
        assertThat(limits.mayGo(job(10))).isFalse();
        assertThat(limits.refused()).as("held, not refused").isEmpty();

        clock.advance(Duration.ofHours(4).minusSeconds(1));
        assertThat(limits.mayGo(job(10))).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(limits.mayGo(job(10))).as("the ledger of the new day is to be read first").isFalse();
        assertThat(limits.beginRead()).extracting(Account::name).containsExactly("2026-04-01", "2026-04");
        read();
        assertThat(limits.mayGo(job(10))).isTrue();
    }

    @Test
    void what_ended_yesterday_is_not_todays() {
        daily(1_000L, null);
        WaitingJob job = out(900);
        Instant yesterday = clock.instant();
        clock.advance(Duration.ofDays(1));
        read();

        limits.settle(job, yesterday, new Spend(900, 0));
        limits.released(job);

        assertThat(limits.mayGo(job(1_000))).isTrue();
    }

    @Test
    void a_larger_budget_is_in_force_with_the_next_job() {
        ledger.put("2026-03-31", new Spend(1_000, 0));
        daily(1_000L, null);
        read();
        assertThat(limits.refused()).containsExactly(ACME);

        daily(2_000L, null);

        assertThat(limits.refused()).isEmpty();
        assertThat(limits.mayGo(job(900))).isTrue();
        plans.with("acme", TenantPlan.DEFAULT);
        assertThat(limits.mayGo(job(9_000))).isTrue();
    }

    @Test
    void a_key_has_a_budget_of_its_own_within_the_tenants() {
        plans.with("acme", TenantPlan.DEFAULT.with("key_a",
                new Quota(null, null, null, new Budget(1_000L, null, null, null, WhenSpent.REJECT))));
        WaitingJob job = ofKey("key_a", 300);
        assertThat(limits.keyMayGo(job)).as("not read yet").isFalse();
        ledger.put("key_a 2026-03-31", new Spend(500, 0));
        read();

        assertThat(limits.keyMayGo(job)).isTrue();
        limits.handedOut(job, true);
        assertThat(limits.keyBlocker(job)).isEqualTo(WaitReason.BUDGET);
        assertThat(limits.keyMayGo(ofKey("key_b", 5_000))).isTrue();
        limits.settle(job, clock.instant(), new Spend(500, 0));
        limits.released(job);
        ledger.put("key_a 2026-03-31", new Spend(1_000, 0));
        read();

        assertThat(limits.refused()).containsExactly(new Holder("acme", "key_a"));
        assertThat(limits.mayGo(job)).as("the tenant has no budget").isTrue();
    }

    /** Beside another job, so that it cannot go alone. */
    private boolean allows(int tokens) {
        WaitingJob other = job(1);
        limits.handedOut(other, true);
        boolean may = limits.mayGo(job(tokens - 1));
        limits.released(other);
        return may;
    }

    private WaitingJob out(int tokens) {
        WaitingJob job = job(tokens);
        limits.mayGo(job);
        limits.handedOut(job, true);
        return job;
    }

    private void daily(@Nullable Long tokens, @Nullable Long nanoDollars) {
        plans.with("acme", TenantPlan.DEFAULT.with(new Budget(tokens, null, nanoDollars, null, WhenSpent.REJECT)));
        limits.mayGo(job(1));
    }

    private void read() {
        limits.mayGo(job(1));
        List<Account> accounts = limits.beginRead();
        Map<Account, Spent> spent = new HashMap<>();
        for (Account account : accounts) {
            Spend spend = ledger.get((account.keyId() == null ? "" : account.keyId() + " ") + account.name());
            if (spend != null) {
                spent.put(account, new Spent(spend, 0));
            }
        }
        limits.read(accounts, spent);
    }

    private static WaitingJob job(int tokens) {
        return ofKey("key_test", tokens);
    }

    private static WaitingJob ofKey(String keyId, int tokens) {
        return WaitingJob.of(new JobId(1, 2, 3), new Shard(Lane.BATCH, 0), "acme", keyId, null, null, null, "small", 0,
                new TokenEstimate(0, tokens), null, null);
    }
}
