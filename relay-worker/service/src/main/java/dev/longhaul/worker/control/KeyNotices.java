package dev.longhaul.worker.control;

import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.Providers;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other workers at once which provider key must rest, and hears it from them, so that a limit that one of
 * them met is not met by the others. Thread-safe.
 */
public final class KeyNotices {

    private static final Logger log = LoggerFactory.getLogger(KeyNotices.class);

    private final ConfirmedPublisher publisher;
    private final String worker;
    private final Providers providers;
    private final Clock clock;

    public KeyNotices(ConfirmedPublisher publisher, String worker, Providers providers, Clock clock) {
        this.publisher = publisher;
        this.worker = worker;
        this.providers = providers;
        this.clock = clock;
    }

    /** From now on tells what this worker's calls lead to. */
    public void start() {
        providers.all().forEach(provider -> provider.keys().listen(this::tell));
    }

    private void tell(KeyPool.Rest rest) {
        // a time to go, not a time of day: clocks of workers differ
        long millis = Duration.between(clock.instant(), rest.until()).toMillis();
        byte[] notice = MessageCodec.write(new ControlMessage.KeyRest(worker, rest.provider(), rest.fingerprint(),
                rest.model(), millis, rest.unusable(), rest.code()));
        publisher.publishTransient(RelayTopology.CONTROL, RelayTopology.ALL, notice, failure -> {
            if (failure != null) {
                log.debug(
                        "a notice that a key of {} rests was lost; the other workers will be told by the provider: {}",
                        rest.provider(), failure.getMessage());
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
}
