package dev.longhaul.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TenantPlanTest {

    @Test
    void a_tenant_without_a_plan_has_a_part_like_the_others_and_no_limits() {
        assertThat(TenantPlan.DEFAULT).isEqualTo(new TenantPlan(1, null, null, null));
    }

    @Test
    void nothing_is_out_of_its_range() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantPlan(0, null, null, null))
                .withMessage("weight is 0, not 1 to 100");
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantPlan(101, null, null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantPlan(1, 0L, null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantPlan(1, null, -1L, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantPlan(1, null, null, TenantPlan.MAX_TOKENS + 1));
        assertThat(new TenantPlan(100, 1L, 1L, TenantPlan.MAX_TOKENS).weight()).isEqualTo(100);
    }
}
