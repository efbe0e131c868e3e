package dev.longhaul.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {

    private static final double A_LOT = 1_000;

    @Test
    void one_alone_has_it_all() {
        assertThat(Shares.of(0, List.of())).isEqualTo(1);
        assertThat(Shares.of(A_LOT, List.of())).isEqualTo(1);
    }

    @Test
    void those_that_want_more_than_there_is_share_equally() {
        assertThat(Shares.of(A_LOT, List.of(A_LOT, A_LOT, A_LOT))).isEqualTo(0.25);
    }

    @Test
    void what_one_does_not_want_goes_to_those_that_want_more() {
        assertThat(Shares.of(A_LOT, List.of(0.1, A_LOT))).isEqualTo(0.45);
        assertThat(Shares.of(0.1, List.of(A_LOT, A_LOT))).isEqualTo(0.1);
        assertThat(Shares.of(A_LOT, List.of(0.0))).isEqualTo(0.98);
    }

    @Test
    void what_nobody_wants_is_divided_too() {
        assertThat(Shares.of(0.1, List.of(0.3))).isEqualTo(0.4, within(1e-9));
        assertThat(Shares.of(0.3, List.of(0.1))).isEqualTo(0.6, within(1e-9));
    }

    @Test
    void whatever_they_want_the_parts_are_one_together_and_each_has_some() {
        Random random = new Random(20261126);
        for (int round = 0; round < 10_000; round++) {
            List<Double> wishes = new ArrayList<>();
            int workers = random.nextInt(1, 20);
            for (int i = 0; i < workers; i++) {
                wishes.add(random.nextInt(4) == 0 ? A_LOT : random.nextDouble() * random.nextDouble() * 2);
            }
            double sum = 0;
            for (int i = 0; i < workers; i++) {
                List<Double> others = new ArrayList<>(wishes);
                double own = others.remove(i);
                double part = Shares.of(own, others);
                assertThat(part).as("%s of %s", own, wishes).isBetween(Math.min(Shares.LEAST, 1.0 / workers) - 1e-9,
                        1.0);
                sum += part;
            }
            assertThat(sum).as("%s", wishes).isEqualTo(1, within(1e-9));
        }
    }
}
