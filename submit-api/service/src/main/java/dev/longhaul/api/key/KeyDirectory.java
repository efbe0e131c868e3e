package dev.longhaul.api.key;

import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.key.ApiKeyStore;
import dev.longhaul.store.key.ApiKeyStore.ApiKeyRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows whose a key is. What the record says is kept for {@link #FRESH} and asked for again after that, one question at
 * a time for each key, so that a revoked key is refused everywhere within a second. While MongoDB is away, a key that
 * was seen within the last {@link #STALE} goes on, and so do the keys of the configuration. Bounded; thread-safe.
 */
public final class KeyDirectory {

    /** How long an answer of the record is not asked for again. */
    public static final Duration FRESH = Duration.ofMillis(500);

    /** How long a key is good for without an answer of the record. */
    public static final Duration STALE = Duration.ofHours(1);

    /** Most that a call waits for the record to confirm a key that was good a moment ago. */
    private static final Duration CONFIRM = Duration.ofMillis(400);
    private static final int MOST = 10_000;

    private final ApiKeyStore store;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Map<String, Caller> bootstrap = new HashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param executor
     *            asks the record
     * @param nanoTime
     *            as {@link System#nanoTime}
     */
    public KeyDirectory(ApiKeyStore store, List<BootstrapKey> bootstrapKeys, Executor executor, LongSupplier nanoTime) {
        this.store = store;
        this.executor = executor;
        this.nanoTime = nanoTime;
        for (BootstrapKey key : bootstrapKeys) {
            bootstrap.put(key.hash(), new Caller(key.tenant(), ApiKey.idOf(key.hash())));
        }
    }

    /**
     * Whose a key is; empty when it is unknown or revoked.
     *
     * @throws StoreUnavailableException
     *             when that cannot be known now
     */
    public Optional<Caller> find(ApiKey key) {
        String hash = key.hash();
        Entry entry;
        CompletableFuture<Optional<Caller>> question;
        boolean waitLong;
        synchronized (entries) {
            entry = entries.get(hash);
            if (entry == null) {
                entry = new Entry(bootstrap.get(hash), nanoTime.getAsLong());
                entries.put(hash, entry);
                forgetOldest();
            }
            if (entry.isFresh(nanoTime.getAsLong())) {
                return Optional.ofNullable(entry.caller);
            }
            question = entry.question;
            if (question == null) {
                question = ask(hash, entry);
            }
            waitLong = !entry.isUsable(nanoTime.getAsLong());
            if (!waitLong && entry.lastFailed) {
                // the record is away: it is asked in the background and nobody waits for it
                return Optional.ofNullable(entry.caller);
            }
        }
        return answer(entry, question, waitLong);
    }

    private Optional<Caller> answer(Entry entry, CompletableFuture<Optional<Caller>> question, boolean waitLong) {
        try {
            return waitLong ? question.get() : question.get(CONFIRM.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            synchronized (entries) {
                return Optional.ofNullable(entry.caller);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreUnavailableException away) {
                synchronized (entries) {
                    if (entry.isUsable(nanoTime.getAsLong())) {
                        return Optional.ofNullable(entry.caller);
                    }
                }
                throw away;
            }
            throw new IllegalStateException("the key could not be looked up", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a key was looked up", e);
        }
    }

    private CompletableFuture<Optional<Caller>> ask(String hash, Entry entry) {
        CompletableFuture<Optional<Caller>> question = new CompletableFuture<>();
        entry.question = question;
        executor.execute(() -> {
            try {
                Optional<Caller> caller = lookUp(hash);
                synchronized (entries) {
                    entry.answered(caller.orElse(null), nanoTime.getAsLong());
                }
                question.complete(caller);
            } catch (RuntimeException e) {
                synchronized (entries) {
                    entry.question = null;
                    entry.lastFailed = true;
                }
                question.completeExceptionally(e);
            }
        });
        return question;
    }

    private Optional<Caller> lookUp(String hash) {
        Optional<ApiKeyRecord> found = store.find(hash);
        if (found.isEmpty()) {
            return Optional.ofNullable(bootstrap.get(hash));
        }
        ApiKeyRecord known = found.get();
        return known.revokedAt() == null ? Optional.of(new Caller(known.tenant(), known.keyId())) : Optional.empty();
    }

    private void forgetOldest() {
        if (entries.size() > MOST) {
            String oldest = entries.keySet().iterator().next();
            entries.remove(oldest);
        }
    }

    /** What is known of a key. Guarded by the map. */
    private static final class Entry {

        private final boolean configured;
        private @Nullable Caller caller;
        private @Nullable CompletableFuture<Optional<Caller>> question;
        private boolean known;
        private boolean lastFailed;
        private long answeredAt;

        Entry(@Nullable Caller fromConfiguration, long now) {
            configured = fromConfiguration != null;
            caller = fromConfiguration;
            // a key of the configuration is good until the record says otherwise
            lastFailed = configured;
            answeredAt = now;
        }

        void answered(@Nullable Caller answer, long now) {
            caller = answer;
            question = null;
            known = true;
            lastFailed = false;
            answeredAt = now;
        }

        boolean isFresh(long now) {
            return known && now - answeredAt < FRESH.toNanos();
        }

        /** Whether it may be used when the record does not answer: only a key that was good. */
        boolean isUsable(long now) {
            return caller != null && (configured || now - answeredAt < STALE.toNanos());
        }
    }
}
