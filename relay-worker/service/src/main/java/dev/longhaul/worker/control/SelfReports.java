package dev.longhaul.worker.control;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.breaker.Breakers;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.Providers;
import dev.longhaul.worker.timer.WorkerTimer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
        tell(RelayTopology.REPORTS, RelayTopology.ALL,
                new WorkerReport.Heartbeat(identity.name(), identity.pool(), identity.region(),
                        providers.open(), breakers.unavailable(), identity.slots(), held.size(), stopping,
                        interval.toMillis(), identity.startedAt(),
                        clock.instant(), states()));
    }

    private List<WorkerReport.KeyState> states() {
        return providers.all().stream().flatMap(SelfReports::states).toList();
    }

    private static Stream<WorkerReport.KeyState> states(Provider provider) {
        return provider.keys().isPaused()
                ? provider.keys().keys().stream().map(key -> new WorkerReport.KeyState(provider.name(), key.name(),
                        KeyPool.State.PAUSED.word(), null, null, KeyPool.PROVIDER_PAUSED))
                : provider.keys().standings().stream().map(standing -> state(provider.name(), standing));
    }

    private static WorkerReport.KeyState state(String provider, KeyPool.Standing standing) {
        KeyPool.Rest rest = standing.rest();
        return rest == null
                ? new WorkerReport.KeyState(provider, standing.name(), KeyPool.State.READY.word(), null, null, null)
                : new WorkerReport.KeyState(provider, standing.name(),
                        (rest.unusable() ? KeyPool.State.UNUSABLE : KeyPool.State.PAUSED).word(), rest.model(),
                        rest.until(), rest.code());
    }

    /** Goes behind the outcomes that this worker has reported already. */
    void answer(String asker, WorkerReport.Held answer) {
        tell("", RelayTopology.RESULTS, new ResultMessage.HeldAnswer(asker, answer));
    }

    private void tell(String exchange, String to, Object report) {
        publisher.publishTransient(exchange, to, MessageCodec.write(report), failure -> {
            if (failure != null) {
                log.debug("a report to {} was lost, the next one follows: {}", to, failure.getMessage());
            }
        });
    }
}
