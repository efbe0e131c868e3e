package dev.longhaul.simulator.config;

/**
 * How many calls may be open at a time.
 *
 * @param max
 *            most open calls, over all providers and keys; 0: no limit
 * @param status
 *            what a call beyond it gets: 429 or 503
 */
public record Parallel(int max, int status) {

    void check(Problems problems) {
        problems.between(max, 0, 10_000_000, "max");
        problems.require(status == 429 || status == 503, "status", "must be 429 or 503, is " + status);
    }
}
