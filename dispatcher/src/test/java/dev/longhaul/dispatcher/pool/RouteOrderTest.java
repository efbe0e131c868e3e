package dev.longhaul.dispatcher.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteOrderTest {

    @Test
    void a_route_without_weights_is_one_order_of_preference() {
        RouteOrder order = RouteOrder.of(List.of(target("a", null), target("b", null)));

        assertThat(order.all()).hasSize(1);
        assertThat(order.part(0)).isEqualTo(order.part(9_999)).isZero();
        assertThat(names(order, 0)).containsExactly("a", "b");
    }

    @Test
    void a_weighted_target_comes_first_then_the_other_weighted_ones_then_the_standby() {
        RouteOrder order = RouteOrder.of(List.of(target("reserve", null), target("a", 1), target("b", 1),
                target("last", null), target("c", 2)));

        assertThat(names(order, 0)).containsExactly("a", "b", "c", "reserve", "last");
        assertThat(names(order, 2_500)).containsExactly("b", "a", "c", "reserve", "last");
        assertThat(names(order, 9_999)).containsExactly("c", "a", "b", "reserve", "last");
    }

    @Test
    void buckets_are_shared_by_weight() {
        assertThat(shares(1)).containsExactly(10_000);
        assertThat(shares(1, 1)).containsExactly(5_000, 5_000);
        assertThat(shares(1, 1, 1)).containsExactly(3_333, 3_333, 3_334);
        assertThat(shares(90, 9, 1)).containsExactly(9_000, 900, 100);
        assertThat(shares(1_000, 1)).containsExactly(9_990, 10);
    }

    @Test
    void another_weight_moves_no_more_jobs_than_it_must() {
        RouteOrder before = RouteOrder.of(List.of(target("a", 9), target("b", 1)));
        RouteOrder after = RouteOrder.of(List.of(target("a", 8), target("b", 2)));

        assertThat(IntStream.range(0, StickyBucket.COUNT).filter(each -> before.part(each) != after.part(each)))
                .hasSize(1_000);
    }

    private static List<Integer> shares(int... weights) {
        RouteOrder order = RouteOrder.of(Arrays.stream(weights).mapToObj(each -> target("t", each)).toList());
        Integer[] shares = new Integer[weights.length];
        Arrays.fill(shares, 0);
        IntStream.range(0, StickyBucket.COUNT).forEach(bucket -> shares[order.part(bucket)]++);
        return List.of(shares);
    }

    private static List<String> names(RouteOrder order, int bucket) {
        return order.of(order.part(bucket)).stream().map(Target::provider).toList();
    }

    private static Target target(String provider, @Nullable Integer weight) {
        return new Target(provider, null, null, weight);
    }
}
