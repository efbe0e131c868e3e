package dev.longhaul.worker.control;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.breaker.Breakers;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.provider.Providers;
import dev.longhaul.worker.timer.WorkerTimer;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the worker says of itself to the dispatchers. Thread-safe. */
public final class SelfReports {

    private static final Logger log = LoggerFactory.getLogger(SelfReports.class);

    private final ConfirmedPublisher publisher;
    private final WorkerIdentity identity;
    private final Providers providers;
    private final Breakers breakers;
    private final AddedKeys keys;
    private final HeldJobs held;
    private final Duration interval;
    private final Clock clock;
    private volatile boolean stopping;

    public SelfReports(ConfirmedPublisher publisher, WorkerIdentity identity, Providers providers,
            Breakers breakers, AddedKeys keys, HeldJobs held, Duration interval, Clock clock) {
        this.publisher = publisher;
        this.identity = identity;
        this.providers = providers;
        this.breakers = breakers;
        this.keys = keys;
        this.held = held;
        this.interval = interval;
        this.clock = clock;
    }

    /** Says that it lives now and then, and at once which providers it can call when that changes. */
    public void start(WorkerTimer timer) {
        breakers.onChange(() -> timer.after(Duration.ZERO, this::beat));
        keys.onChange(() -> timer.after(Duration.ZERO, this::beat));
        timer.every(Duration.ZERO, interval, this::beat);
    }

    /** From now on, and at once, says that it stops. */
    public void stopping() {
        stopping = true;
        beat();
    }

    private void beat() {
        int lost = held.forgetLost();
        if (lost > 0) {
            log.info("{} waiting jobs went back to the broker with their lost channel", lost);
        }
        tell(RelayTopology.ALL, new WorkerReport.Heartbeat(identity.name(), identity.pool(), identity.region(),
                providers.withKeys(), breakers.unavailable(), identity.slots(), held.size(), stopping,
                interval.toMillis(), identity.startedAt(),
                clock.instant()));
    }

    void tell(String to, WorkerReport report) {
        publisher.publishTransient(RelayTopology.REPORTS, to, MessageCodec.write(report), failure -> {
            if (failure != null) {
                log.debug("a report to {} was lost, the next one follows: {}", to, failure.getMessage());
            }
        });
    }
}
