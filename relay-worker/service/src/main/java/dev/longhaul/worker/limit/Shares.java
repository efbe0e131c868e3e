package dev.longhaul.worker.limit;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a limit is divided between workers: max-min fairness. Nobody gets less than the equal part unless it wants less,
 * and what some do not want goes to those that want more. A pure function; the parts of all workers, each found by
 * itself, are 1 together.
 */
final class Shares {

    /** Of the limit, for one that wants nothing now: so that its next call need not wait for a new division. */
    static final double LEAST = 0.02;

    private Shares() {}

    /**
     * This worker's part of a limit.
     *
     * @param own
     *            what it wants, as a part of the whole limit; may be above 1
     * @param others
     *            what each of the others wants
     * @return above 0, to 1
     */
    static double of(double own, Collection<Double> others) {
        double wanted = Math.max(own, LEAST);
        List<Double> all = Stream.concat(Stream.of(wanted), others.stream().map(each -> Math.max(each, LEAST)))
                .sorted().toList();
        double sum = all.stream().mapToDouble(Double::doubleValue).sum();
        if (sum <= 1) {
            // enough for everybody: the rest is divided too, so that a sudden rush finds something
            return wanted + (1 - sum) / all.size();
        }
        double left = 1;
        int sharing = all.size();
        for (double each : all) {
            if (each >= left / sharing) {
                break;
            }
            left -= each;
            sharing--;
        }
        return Math.min(wanted, left / sharing);
    }
}
