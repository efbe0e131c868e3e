package dev.longhaul.api.worker;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.link.Delivery;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What relay workers said of themselves last, by their heartbeats. Thread-safe. */
public final class WorkerDirectory {

    private static final Logger log = LoggerFactory.getLogger(WorkerDirectory.class);
    /** Heartbeats that may be missed in a row, as the dispatchers have it. */
    private static final int MISSED = 4;

    private final Clock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    public WorkerDirectory(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param at
     *            when it came, by this instance's clock
     */
    record Seen(Heartbeat heartbeat, Instant at) {}

    /** Takes a report; what is no heartbeat says nothing here. */
    public void take(Delivery delivery) {
        try {
            if (MessageCodec.read(delivery.body(), WorkerReport.class) instanceof Heartbeat heartbeat) {
                seen.put(heartbeat.worker(), new Seen(heartbeat, clock.instant()));
                forgetDead();
            }
        } catch (UnreadableMessageException e) {
            log.warn("a worker's report cannot be read and is skipped: {}", e.getMessage());
        } finally {
            delivery.ack();
        }
    }

    private void forgetDead() {
        Instant now = clock.instant();
        seen.values()
                .removeIf(each -> each.at.plusMillis(MISSED * each.heartbeat.intervalMillis()).isBefore(now));
    }

    /** The live ones, by name. */
    List<Seen> live() {
        forgetDead();
        return seen.values().stream().sorted(Comparator.comparing(each -> each.heartbeat.worker())).toList();
    }

    Optional<Seen> find(String worker) {
        forgetDead();
        return Optional.ofNullable(seen.get(worker));
    }
}
