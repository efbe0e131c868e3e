package dev.longhaul.dispatcher.pool;

import dev.longhaul.contract.catalog.Catalog.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * In which order a route's targets are preferred, for each part of its weighted split. Without weights there is one
 * part, and the order is the route's. Pure and immutable.
 */
final class RouteOrder {

    private final List<List<Target>> orders;
    /** The first bucket behind each part. */
    private final int[] ends;

    private RouteOrder(List<List<Target>> orders, int[] ends) {
        this.orders = orders;
        this.ends = ends;
    }

    /** A weighted target, then the other weighted ones in the route's order, then those that stand by in theirs. */
    static RouteOrder of(List<Target> route) {
        List<Target> weighted = route.stream().filter(target -> target.weight() != null).toList();
        if (weighted.isEmpty()) {
            return new RouteOrder(List.of(route), new int[]{StickyBucket.COUNT});
        }
        List<Target> standby = route.stream().filter(target -> target.weight() == null).toList();
        List<List<Target>> orders = new ArrayList<>();
        int[] ends = new int[weighted.size()];
        int all = weighted.stream().mapToInt(RouteOrder::weight).sum();
        int upTo = 0;
        for (int i = 0; i < ends.length; i++) {
            List<Target> order = new ArrayList<>(weighted);
            order.addFirst(order.remove(i));
            order.addAll(standby);
            orders.add(List.copyOf(order));
            upTo += weight(weighted.get(i));
            ends[i] = (int) ((long) StickyBucket.COUNT * upTo / all);
        }
        return new RouteOrder(List.copyOf(orders), ends);
    }

    /** The same order of those targets alone; each part keeps its buckets. */
    RouteOrder keeping(Predicate<Target> which) {
        return new RouteOrder(orders.stream().map(order -> order.stream().filter(which).toList()).toList(), ends);
    }

    private static int weight(Target target) {
        Integer weight = target.weight();
        return weight == null ? 0 : weight;
    }

    /** The orders of all parts. */
    List<List<Target>> all() {
        return orders;
    }

    /** The part that a bucket belongs to. */
    int part(int bucket) {
        int part = 0;
        while (bucket >= ends[part]) {
            part++;
        }
        return part;
    }

    /** Whether no target is in it, in none of the parts. */
    boolean isEmpty() {
        return orders.getFirst().isEmpty();
    }

    /** The targets as a part prefers them; empty for a model without a route. */
    List<Target> of(int part) {
        return orders.get(part);
    }
}
