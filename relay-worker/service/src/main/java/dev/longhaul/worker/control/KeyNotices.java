package dev.longhaul.worker.control;

import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.breaker.Breakers;
import dev.longhaul.worker.breaker.Circuit;
import dev.longhaul.worker.limit.KeyBudgets;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.Providers;
import dev.longhaul.worker.timer.WorkerTimer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workers tell each other of the providers' keys: at once, which key must rest and which circuit is open, so that
 * what one of them has met is not met by the others; and twice a second how much each wants of a key's limits.
 * Thread-safe.
 */
public final class KeyNotices {

    private static final Logger log = LoggerFactory.getLogger(KeyNotices.class);

    private final ConfirmedPublisher publisher;
    private final String worker;
    private final String pool;
    private final Providers providers;
    private final KeyBudgets budgets;
    private final Breakers breakers;
    private final Clock clock;

    public KeyNotices(ConfirmedPublisher publisher, WorkerIdentity identity, Providers providers, KeyBudgets budgets,
            Breakers breakers, Clock clock) {
        this.publisher = publisher;
        this.worker = identity.name();
        this.pool = identity.pool();
        this.providers = providers;
        this.budgets = budgets;
        this.breakers = breakers;
        this.clock = clock;
    }

    /** From now on tells what this worker's calls lead to. */
    public void start(WorkerTimer timer) {
        providers.all().forEach(provider -> provider.keys().listen(this::tell));
        breakers.listen((circuit, opens) -> publish(new ControlMessage.CircuitTurn(worker, pool, circuit.provider(),
                circuit.fingerprint(), circuit.model(), opens)));
        timer.every(KeyBudgets.INTERVAL, KeyBudgets.INTERVAL, this::wish);
    }

    private void tell(KeyPool.Rest rest) {
        // a time to go, not a time of day: clocks of workers differ
        long millis = Duration.between(clock.instant(), rest.until()).toMillis();
        publish(new ControlMessage.KeyRest(worker, rest.provider(), rest.fingerprint(), rest.model(), millis,
                rest.unusable(), rest.code()));
    }

    private void wish() {
        List<ControlMessage.KeyWish> wishes = budgets.wishes().stream().map(wish -> new ControlMessage.KeyWish(
                wish.place().provider(), wish.place().fingerprint(), wish.place().model(), wish.part())).toList();
        if (!wishes.isEmpty()) {
            publish(new ControlMessage.KeyWishes(worker, wishes));
        }
    }

    private void publish(ControlMessage message) {
        publisher.publishTransient(RelayTopology.CONTROL, RelayTopology.ALL, MessageCodec.write(message), failure -> {
            if (failure != null) {
                log.debug("a notice about keys was lost; the next one, or the provider, tells the other workers: {}",
                        failure.getMessage());
            }
        });
    }

    /** Does as another worker has learnt. */
    void hear(ControlMessage.KeyRest notice) {
        if (notice.worker().equals(worker)) {
            return;
        }
        providers.find(notice.provider()).ifPresent(provider -> {
            boolean ours = provider.keys().rest(new KeyPool.Rest(notice.provider(), notice.fingerprint(),
                    notice.model(), clock.instant().plusMillis(notice.millis()), notice.unusable(), notice.code()));
            if (ours) {
                log.info("{} lets a key rest for {} ms ({}), as worker {} was told", notice.provider(),
                        notice.millis(), notice.code(), notice.worker());
            }
        });
    }

    /**
     * Does as another worker of this pool has found out. Those of other pools sit elsewhere and may have a better link.
     */
    void hear(ControlMessage.CircuitTurn turn) {
        if (!turn.worker().equals(worker) && turn.pool().equals(pool)) {
            breakers.hear(new Circuit(turn.provider(), turn.fingerprint(), turn.model()), turn.opens());
        }
    }

    /** Hears what another worker wants of the limits. */
    void hear(ControlMessage.KeyWishes wishes) {
        if (!wishes.worker().equals(worker)) {
            budgets.hear(wishes.worker(), wishes.wishes().stream().map(wish -> new KeyBudgets.Wish(
                    new KeyBudgets.Place(wish.provider(), wish.fingerprint(), wish.model()), wish.part())).toList());
        }
    }
}
