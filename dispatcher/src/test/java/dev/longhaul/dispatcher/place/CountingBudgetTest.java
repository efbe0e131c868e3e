package dev.longhaul.dispatcher.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.dispatcher.platform.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CountingBudgetTest {

    private final SettableClock clock = new SettableClock();
    private final CountingBudget budget = new CountingBudget(100, clock);

    @Test
    void what_is_counted_is_gone_until_the_next_second() {
        assertThat(budget.left()).isEqualTo(100);
        budget.use(70);
        clock.advance(Duration.ofMillis(999));
        assertThat(budget.left()).isEqualTo(30);

        clock.advance(Duration.ofMillis(1));
        assertThat(budget.left()).isEqualTo(100);
    }
}
