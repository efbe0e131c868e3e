package dev.longhaul.worker;

import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderAdapter;
import dev.longhaul.worker.provider.ProviderCall;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.stop.StopSignal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A provider that answers what a test tells it, in order; the last answer stays. */
public final class ScriptedProvider implements ProviderAdapter {

    public final List<ProviderCall> calls = new ArrayList<>();
    public final List<String> keys = new ArrayList<>();
    private final List<AttemptResult> script;
    private List<String> chunks = List.of();
    private Runnable during = () -> {
    };

    public ScriptedProvider(AttemptResult... script) {
        this.script = List.of(script);
    }

    /** Streams these pieces in every call. */
    public ScriptedProvider streaming(String... pieces) {
        chunks = List.of(pieces);
        return this;
    }

    /** Does something during every call. */
    public ScriptedProvider during(Runnable action) {
        during = action;
        return this;
    }

    public Provider as(String name) {
        return as(name, new ProviderKey(name + "-key", "secret-of-" + name, 1));
    }

    public Provider as(String name, ProviderKey... keys) {
        return as(name, Clock.systemUTC(), keys);
    }

    public Provider as(String name, Clock clock, ProviderKey... keys) {
        return new Provider(name, new KeyPool(name, List.of(keys), Duration.ofMinutes(10), clock, new Random(1)), this,
                false);
    }

    @Override
    public AttemptResult call(ProviderCall call, ProviderKey key, ChunkSink pieces, StopSignal stop) {
        calls.add(call);
        keys.add(key.name());
        if (!chunks.isEmpty()) {
            pieces.accept(chunks);
        }
        during.run();
        return script.get(Math.min(calls.size(), script.size()) - 1);
    }
}
