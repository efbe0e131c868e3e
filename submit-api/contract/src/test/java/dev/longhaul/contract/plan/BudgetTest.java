package dev.longhaul.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.longhaul.contract.plan.Budget.WhenSpent;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private final Budget budget = new Budget(100L, null, null, 1_000L, WhenSpent.HOLD);

    @Test
    void each_period_has_its_own_limits() {
        assertThat(budget.allows(Period.DAY, new Spend(100, 9_999))).isTrue();
        assertThat(budget.allows(Period.DAY, new Spend(101, 0))).isFalse();
        assertThat(budget.allows(Period.MONTH, new Spend(9_999, 1_000))).isTrue();
        assertThat(budget.allows(Period.MONTH, new Spend(0, 1_001))).isFalse();
        assertThat(budget.isSpent(Period.DAY, new Spend(99, 0))).isFalse();
        assertThat(budget.isSpent(Period.DAY, new Spend(100, 0))).isTrue();
        assertThat(budget.isSpent(Period.MONTH, new Spend(100, 1_000))).isTrue();
    }

    @Test
    void the_larger_part_of_tokens_and_money_counts() {
        Budget both = new Budget(100L, null, 1_000L, null, WhenSpent.REJECT);

        assertThat(both.spentOf(Period.DAY, new Spend(50, 800))).isEqualTo(0.8);
        assertThat(both.spentOf(Period.MONTH, new Spend(50, 800))).isZero();
        assertThat(Budget.NONE.isNone()).isTrue();
        assertThat(both.isNone()).isFalse();
    }

    @Test
    void periods_begin_in_the_time_zone() {
        Instant time = Instant.parse("2026-02-28T16:00:00Z");

        assertThat(Period.DAY.at(time, ZoneId.of("UTC"))).isEqualTo("2026-02-28");
        assertThat(Period.DAY.at(time, ZoneId.of("Asia/Shanghai"))).isEqualTo("2026-03-01");
        assertThat(Period.MONTH.at(time, ZoneId.of("Asia/Shanghai"))).isEqualTo("2026-03");
    }

    @Test
    void limits_are_positive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Budget(0L, null, null, null, WhenSpent.HOLD));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Budget(null, null, null, Long.MAX_VALUE, WhenSpent.HOLD));
    }
}
