package dev.longhaul.worker.control;

import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.limit.KeyBudgets;
import dev.longhaul.worker.limit.Limits;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.provider.Providers;
import dev.longhaul.worker.timer.WorkerTimer;
import dev.longhaul.worker.vault.KeyVault;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that administrators add and revoke while the worker runs, and the providers that they pause. It asks the
 * record for them whenever its queue is there anew, until it is answered, and once a minute, so that a notice that was
 * lost costs a minute. Thread-safe.
 */
public final class AddedKeys {

    private static final Logger log = LoggerFactory.getLogger(AddedKeys.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final int LOOKS_A_MINUTE = 12;

    private final @Nullable KeyVault vault;
    private final ConfirmedPublisher publisher;
    private final String worker;
    private final Providers providers;
    private final KeyBudgets budgets;
    private final WorkerTimer timer;
    /** Those of the settings, by provider. */
    private final Map<String, List<ProviderKey>> configured = new HashMap<>();
    private final Map<String, Long> known = new ConcurrentHashMap<>();
    private volatile boolean answered;
    private volatile Runnable changed = () -> {
    };
    private int looks;

    /**
     * @param vault
     *            reads the keys; null when this worker has nothing to read them with: then it takes none, but hears of
     *            pauses
     * @param providers
     *            with the keys of the settings
     */
    public AddedKeys(@Nullable KeyVault vault, ConfirmedPublisher publisher, String worker, Providers providers,
            KeyBudgets budgets, WorkerTimer timer) {
        this.vault = vault;
        this.publisher = publisher;
        this.worker = worker;
        this.providers = providers;
        this.budgets = budgets;
        this.timer = timer;
        providers.all().forEach(provider -> configured.put(provider.name(), provider.keys().keys()));
    }

    /**
     * @param listener
     *            told whenever a provider may be called or may not be called any more; quick
     */
    void onChange(Runnable listener) {
        changed = listener;
    }

    /** From now on asks again. */
    public void start() {
        timer.every(ASK_AGAIN, ASK_AGAIN, this::look);
    }

    /** The worker's queue is there anew: whatever was told before may be lost. */
    public void subscribing() {
        answered = false;
        ask();
    }

    private void look() {
        looks++;
        if (looks % LOOKS_A_MINUTE == 0) {
            answered = false;
        }
        if (!answered) {
            ask();
        }
    }

    private void ask() {
        List<ResultMessage.KnownSet> sets = known.entrySet().stream()
                .map(each -> new ResultMessage.KnownSet(each.getKey(), each.getValue())).toList();
        publisher.publishTransient("", RelayTopology.RESULTS,
                MessageCodec.write(new ResultMessage.KeyQuestion(worker, sets)), failure -> {
                    if (failure != null) {
                        log.info("the question for added keys was not delivered; it is asked again in {} s: {}",
                                ASK_AGAIN.toSeconds(), failure.getMessage());
                    }
                });
    }

    /** Does as it is told, soon: reading a key takes a millisecond or two. */
    void hear(ControlMessage.ProviderKeys told) {
        timer.after(Duration.ZERO, () -> {
            told.sets().forEach(this::take);
            if (told.answer()) {
                answered = true;
            }
        });
    }

    private void take(ProviderKeySet set) {
        if (set.revision() <= known.getOrDefault(set.provider(), 0L)) {
            return;
        }
        known.put(set.provider(), set.revision());
        Optional<Provider> called = providers.find(set.provider());
        if (called.isEmpty()) {
            log.debug("keys of {} are none of ours: no route of this pool names it", set.provider());
            return;
        }
        Provider provider = called.get();
        boolean wasOpen = provider.keys().isOpen();
        List<ProviderKey> before = provider.keys().keys();
        List<ProviderKey> now = join(set);
        provider.keys().replace(now);
        provider.keys().pause(set.holdsCalls());
        before.stream().filter(key -> !now.contains(key))
                .forEach(gone -> budgets.forget(provider.name(), gone.fingerprint()));
        log.info("provider {} is {} now (revision {} of its added keys)", provider.name(),
                set.holdsCalls() ? "paused" : "called with " + now.stream().map(ProviderKey::name).toList(),
                set.revision());
        if (wasOpen != provider.keys().isOpen()) {
            changed.run();
        }
    }

    /** The keys of the settings and those that were added. */
    private List<ProviderKey> join(ProviderKeySet set) {
        List<ProviderKey> own = configured.getOrDefault(set.provider(), List.of());
        // a provider that wants no key is called with those that it is given
        List<ProviderKey> joined = new ArrayList<>(own.stream().filter(key -> key.secret() != null).toList());
        for (SealedKey sealed : set.keys()) {
            ProviderKey key = read(set.provider(), sealed);
            if (key != null && !isThere(joined, key, set.provider())) {
                joined.add(key);
            }
        }
        return joined.isEmpty() ? own : joined;
    }

    private static boolean isThere(List<ProviderKey> keys, ProviderKey added, String provider) {
        Optional<ProviderKey> same = keys.stream().filter(
                key -> key.name().equals(added.name()) || key.fingerprint().equals(added.fingerprint())).findFirst();
        same.ifPresent(
                key -> log.warn("{}'s added key {} is not used: {} is the same key or has the same name, and keys "
                        + "of the worker's settings go first", provider, added.name(), key.name()));
        return same.isPresent();
    }

    private @Nullable ProviderKey read(String provider, SealedKey sealed) {
        if (vault == null) {
            log.debug("{}'s added key {} is not used: longhaul.worker.keyset is not set", provider, sealed.name());
            return null;
        }
        try {
            return new ProviderKey(sealed.name(), vault.unseal(provider, sealed), sealed.weight(),
                    new Limits(sealed.requestsPerMinute(), sealed.tokensPerMinute()));
        } catch (GeneralSecurityException e) {
            log.error("{}'s added key {} cannot be read and is not used ({}): was it added with the public keyset that "
                    + "belongs to longhaul.worker.keyset? Revoke it and add it again", provider, sealed.name(),
                    e.getMessage());
            return null;
        }
    }
}
