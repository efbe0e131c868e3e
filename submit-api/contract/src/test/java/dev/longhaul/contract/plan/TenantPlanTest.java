package dev.longhaul.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TenantPlanTest {

    @Test
    void a_tenant_without_a_plan_has_a_part_like_the_others_and_no_limits() {
        assertThat(TenantPlan.DEFAULT).isEqualTo(new TenantPlan(1, new Quota(null, null, null, Budget.NONE)));
    }

    @Test
    void nothing_is_out_of_its_range() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantPlan(0, new Quota(null, null, null, Budget.NONE)))
                .withMessage("weight is 0, not 1 to 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantPlan(101, new Quota(null, null, null, Budget.NONE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantPlan(1, new Quota(0L, null, null, Budget.NONE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantPlan(1, new Quota(null, -1L, null, Budget.NONE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantPlan(1, new Quota(null, null, Quota.MAX_TOKENS + 1, Budget.NONE)));
        assertThatIllegalArgumentException().isThrownBy(() -> TenantPlan.DEFAULT.withRetention(0))
                .withMessage("retentionDays is 0, not 1 to 3650");
        assertThatIllegalArgumentException().isThrownBy(() -> TenantPlan.DEFAULT.withRetention(3_651));
        assertThat(new TenantPlan(100, new Quota(1L, 1L, Quota.MAX_TOKENS, Budget.NONE)).weight()).isEqualTo(100);
    }
}
