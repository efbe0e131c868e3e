package dev.longhaul.worker.provider;

import dev.longhaul.worker.provider.Fault.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one provider: which one the next call takes, by their weights, and which must rest: for a model, because
 * the provider asked for a pause, or altogether, because it does not accept the key. Thread-safe.
 */
public final class KeyPool {

    private static final Logger log = LoggerFactory.getLogger(KeyPool.class);
    private static final String ANY_MODEL = "";
    /** Why a key of a paused provider is not used. */
    public static final String PROVIDER_PAUSED = "provider_paused";

    private final String provider;
    private volatile List<ProviderKey> keys;
    private final Duration quarantine;
    private final Clock clock;
    private final RandomGenerator random;
    private final ConcurrentMap<Place, Rest> rests = new ConcurrentHashMap<>();
    private volatile boolean paused;
    private volatile Listener listener = rest -> {
    };

    /**
     * @param quarantine
     *            how long a key that is not accepted stays out before one call tries it again
     * @param random
     *            thread-safe
     */
    public KeyPool(String provider, List<ProviderKey> keys, Duration quarantine, Clock clock, RandomGenerator random) {
        this.provider = provider;
        this.keys = List.copyOf(keys);
        this.quarantine = quarantine;
        this.clock = clock;
        this.random = random;
    }

    /** What a call can do. */
    public sealed interface Choice {

        /** Go, with this key: of those that are ready, one that need not wait for its limits, if there is any. */
        record Use(ProviderKey key) implements Choice {}

        /** Every key that would do rests for this model, the first of them until then. */
        record Wait(Instant until, String code) implements Choice {}

        /** No key is accepted. */
        record None(String code) implements Choice {}

        /** There is no key: none was added yet, or the last one was revoked. */
        record Empty() implements Choice {}

        /** An administrator wants the provider not to be called. */
        record Paused() implements Choice {}
    }

    /**
     * A key that is not used for a while.
     *
     * @param fingerprint
     *            of the key
     * @param model
     *            for calls of this model; null for all
     * @param unusable
     *            whether the provider does not accept the key, so that waiting is no use
     * @param code
     *            the provider's
     */
    public record Rest(String provider, String fingerprint, @Nullable String model, Instant until, boolean unusable,
            String code) {}

    /** Hears of every rest that a call of this worker has led to. */
    @FunctionalInterface
    public interface Listener {

        /** Quick. */
        void begins(Rest rest);
    }

    public void listen(Listener to) {
        listener = to;
    }

    /**
     * @param spent
     *            fingerprints of keys that this job has tried in vain
     * @param wait
     *            how long a call with a key would have to wait for its limits
     */
    public Choice choose(String model, Set<String> spent, Function<ProviderKey, Duration> wait) {
        if (paused) {
            return new Choice.Paused();
        }
        List<ProviderKey> all = keys;
        if (all.isEmpty()) {
            return new Choice.Empty();
        }
        Instant now = clock.instant();
        List<ProviderKey> ready = new ArrayList<>(all.size());
        List<Rest> resting = new ArrayList<>();
        for (ProviderKey key : all) {
            Optional<Rest> rest = rest(key, model, now);
            if (rest.isPresent()) {
                resting.add(rest.get());
            } else if (!spent.contains(key.fingerprint())) {
                ready.add(key);
            }
        }
        if (!ready.isEmpty()) {
            return new Choice.Use(pick(ready, wait));
        }
        Optional<Rest> first = resting.stream().filter(rest -> !rest.unusable())
                .min(Comparator.comparing(Rest::until));
        return first.<Choice>map(rest -> new Choice.Wait(rest.until(), rest.code()))
                .orElseGet(() -> new Choice.None(resting.isEmpty() ? "no_key" : resting.getFirst().code()));
    }

    private Optional<Rest> rest(ProviderKey key, String model, Instant now) {
        Rest whole = current(new Place(key.fingerprint(), ANY_MODEL), now);
        Rest ofModel = current(new Place(key.fingerprint(), model), now);
        if (whole == null || (ofModel != null && !whole.unusable() && ofModel.until().isAfter(whole.until()))) {
            return Optional.ofNullable(ofModel);
        }
        return Optional.of(whole);
    }

    private @Nullable Rest current(Place place, Instant now) {
        Rest rest = rests.get(place);
        if (rest == null || now.isBefore(rest.until())) {
            return rest;
        }
        rests.remove(place, rest);
        return null;
    }

    private ProviderKey pick(List<ProviderKey> ready, Function<ProviderKey, Duration> wait) {
        if (ready.size() == 1) {
            return ready.getFirst();
        }
        Map<ProviderKey, Duration> waits = new HashMap<>();
        ready.forEach(key -> waits.put(key, wait.apply(key)));
        Duration least = Collections.min(waits.values());
        return byWeight(ready.stream().filter(key -> least.equals(waits.get(key))).toList());
    }

    private ProviderKey byWeight(List<ProviderKey> ready) {
        int point = random.nextInt(ready.stream().mapToInt(ProviderKey::weight).sum());
        for (ProviderKey key : ready) {
            point -= key.weight();
            if (point < 0) {
                return key;
            }
        }
        return ready.getLast();
    }

    /** Whether a key may still be used for a model. */
    public boolean isReady(ProviderKey key, String model) {
        return !paused && keys.contains(key) && rest(key, model, clock.instant()).isEmpty();
    }

    /** Learns from how a call with a key ended. */
    public void learn(ProviderKey key, String model, AttemptResult result) {
        switch (result) {
            case AttemptResult.KeyUnusable unusable -> begin(new Rest(provider, key.fingerprint(),
                    unusable.fault().scope() == Scope.KEY_AND_MODEL ? model : null, clock.instant().plus(quarantine),
                    true, unusable.fault().code()), key);
            case AttemptResult.Throttled throttled when throttled.pause().isPositive() -> begin(
                    new Rest(provider, key.fingerprint(), throttled.fault().scope() == Scope.KEY ? null : model,
                            clock.instant().plus(throttled.pause()), false, throttled.fault().code()),
                    key);
            default -> {
                // says nothing about the key
            }
        }
    }

    private void begin(Rest rest, ProviderKey key) {
        if (rest(rest)) {
            if (rest.unusable()) {
                log.warn("{} does not accept key {} ({}): it is not used until {}", provider, key.name(), rest.code(),
                        rest.until());
            }
            listener.begins(rest);
        }
    }

    /**
     * Lets a key rest, as this worker or another has learnt.
     *
     * @return false when it is not ours, or rests as long already
     */
    public boolean rest(Rest rest) {
        if (keys.stream().noneMatch(key -> key.fingerprint().equals(rest.fingerprint()))) {
            return false;
        }
        Place place = new Place(rest.fingerprint(), rest.model() == null ? ANY_MODEL : rest.model());
        Rest kept = rests.merge(place, rest, (old, fresh) -> fresh.until().isAfter(old.until()) ? fresh : old);
        return kept.equals(rest);
    }

    public List<ProviderKey> keys() {
        return keys;
    }

    /** From now on calls take these keys, perhaps none; a call under way ends with the key that it has. */
    public void replace(List<ProviderKey> by) {
        keys = List.copyOf(by);
        Set<String> kept = by.stream().map(ProviderKey::fingerprint).collect(Collectors.toSet());
        rests.keySet().removeIf(place -> !kept.contains(place.fingerprint()));
    }

    /** From now on no call is begun, or calls are begun again; one that is under way goes on. */
    public void pause(boolean order) {
        paused = order;
    }

    public boolean isPaused() {
        return paused;
    }

    /** Whether a call may be begun as far as administrators are concerned: there are keys, and it is not paused. */
    public boolean isOpen() {
        return !paused && !keys.isEmpty();
    }

    /** How a key is, over all models. */
    public enum State {
        READY, PAUSED, UNUSABLE;

        /** As metrics have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public State state(ProviderKey key) {
        if (paused) {
            return State.PAUSED;
        }
        Rest rest = current(new Place(key.fingerprint(), ANY_MODEL), clock.instant());
        return rest == null ? State.READY : rest.unusable() ? State.UNUSABLE : State.PAUSED;
    }

    /** How many keys are in a state now. */
    public int count(State state) {
        return (int) keys.stream().filter(key -> state(key) == state).count();
    }

    /**
     * A key and what keeps it from being used.
     *
     * @param rest
     *            null when it is ready
     */
    public record Standing(String name, @Nullable Rest rest) {}

    /** Every key once, or once for each of its rests. */
    public List<Standing> standings() {
        Instant now = clock.instant();
        List<Standing> standings = new ArrayList<>();
        for (ProviderKey key : keys) {
            List<Rest> own = rests.values().stream().filter(rest -> rest.fingerprint().equals(key.fingerprint())
                    && now.isBefore(rest.until())).toList();
            if (own.isEmpty()) {
                standings.add(new Standing(key.name(), null));
            }
            own.forEach(rest -> standings.add(new Standing(key.name(), rest)));
        }
        return standings;
    }

    private record Place(String fingerprint, String model) {}
}
