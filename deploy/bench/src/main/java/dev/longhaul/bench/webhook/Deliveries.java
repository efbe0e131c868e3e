package dev.longhaul.bench.webhook;

import dev.longhaul.bench.measure.Distribution;
import dev.longhaul.bench.outcome.Outcomes;
import dev.longhaul.contract.message.SubmittedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Ends jobs at a steady pace and waits until everybody healthy has heard of each. For one thread. */
final class Deliveries {

    private static final long TICK_MILLIS = 50;
    private static final Duration MOST = Duration.ofMinutes(2);

    private final Outcomes outcomes;
    private final HookReceivers receivers;
    private final List<String> tenants;
    private final int fan;

    /**
     * @param fan
     *            healthy receivers of each tenant
     */
    Deliveries(Outcomes outcomes, HookReceivers receivers, List<String> tenants, int fan) {
        this.outcomes = outcomes;
        this.receivers = receivers;
        this.tenants = tenants;
        this.fan = fan;
    }

    /**
     * @param perSecond
     *            events of all tenants together
     */
    Phase run(String name, int perSecond, int seconds) throws InterruptedException {
        int events = perSecond * seconds;
        List<List<SubmittedJob>> byTenant = new ArrayList<>();
        for (String tenant : tenants) {
            byTenant.add(outcomes.dispatched(tenant, Math.ceilDiv(events, tenants.size())));
        }
        receivers.arrivals().clear();
        Map<String, Long> endedAt = new HashMap<>();
        long begin = System.nanoTime();
        for (int sent = 0; sent < events;) {
            long passed = System.nanoTime() - begin;
            int due = (int) Math.min(events, passed * perSecond / TimeUnit.SECONDS.toNanos(1));
            List<SubmittedJob> now = new ArrayList<>();
            for (; sent < due; sent++) {
                now.add(byTenant.get(sent % tenants.size()).get(sent / tenants.size()));
            }
            if (!now.isEmpty()) {
                long at = System.nanoTime();
                now.forEach(job -> endedAt.put(job.id().toString(), at));
                outcomes.end(now);
            }
            Thread.sleep(TICK_MILLIS);
        }
        int expected = events * fan;
        while (receivers.arrivals().size() < expected
                && System.nanoTime() - begin < MOST.plusSeconds(seconds).toNanos()) {
            Thread.sleep(TICK_MILLIS);
        }
        return phase(name, expected, begin, endedAt);
    }

    private Phase phase(String name, int expected, long begin, Map<String, Long> endedAt) {
        List<Duration> delays = new ArrayList<>();
        long last = begin;
        for (Map.Entry<HookReceivers.Arrival, Long> arrival : receivers.arrivals().entrySet()) {
            Long ended = endedAt.get(arrival.getKey().job());
            if (ended != null) {
                delays.add(Duration.ofNanos(arrival.getValue() - ended));
                last = Math.max(last, arrival.getValue());
            }
        }
        if (delays.isEmpty()) {
            throw new IllegalStateException("no webhook arrived; the log of the result-store says why");
        }
        return new Phase(name, expected, (last - begin) / 1e9, Distribution.of(delays));
    }

    /**
     * What was measured with one set of receivers.
     *
     * @param expected
     *            deliveries to healthy receivers
     * @param seconds
     *            from the first end to the last arrival
     * @param delay
     *            from the report of a job's end to the arrival of its event
     */
    record Phase(String name, int expected, double seconds, Distribution delay) {

        double perSecond() {
            return delay.count() / seconds;
        }
    }
}
