package dev.longhaul.api.key;

import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.key.ApiKeyStore;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Puts the keys of the configuration into the record, as soon as that can be reached. */
public final class BootstrapSeeding implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BootstrapSeeding.class);
    private static final long RETRY_MILLIS = 1_000;

    private final ApiKeyStore store;
    private final List<BootstrapKey> keys;
    private volatile CountDownLatch stopping = new CountDownLatch(0);

    public BootstrapSeeding(ApiKeyStore store, List<BootstrapKey> keys) {
        this.store = store;
        this.keys = List.copyOf(keys);
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        if (!keys.isEmpty()) {
            Thread.ofVirtual().name("bootstrap-keys").start(this::seed);
        }
    }

    private void seed() {
        boolean reported = false;
        try {
            do {
                try {
                    for (BootstrapKey key : keys) {
                        store.addIfAbsent(key.hash(), ApiKey.idOf(key.hash()), key.tenant(), key.name());
                    }
                    return;
                } catch (StoreUnavailableException e) {
                    if (!reported) {
                        log.warn("the configured API keys are valid, but not yet in the record; they are put there as "
                                + "soon as MongoDB answers");
                        reported = true;
                    }
                }
            } while (!stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        stopping.countDown();
    }

    @Override
    public boolean isRunning() {
        return stopping.getCount() > 0;
    }
}
