package dev.longhaul.worker;

import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.provider.ProviderAdapter;
import dev.longhaul.worker.provider.ProviderCall;
import dev.longhaul.worker.stop.StopSignal;
import java.util.ArrayList;
import java.util.List;

/** A provider that answers what a test tells it, in order; the last answer stays. */
public final class ScriptedProvider implements ProviderAdapter {

    public final List<ProviderCall> calls = new ArrayList<>();
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
        return new Provider(name, name + "-key", this);
    }

    @Override
    public AttemptResult call(ProviderCall call, ChunkSink pieces, StopSignal stop) {
        calls.add(call);
        if (!chunks.isEmpty()) {
            pieces.accept(chunks);
        }
        during.run();
        return script.get(Math.min(calls.size(), script.size()) - 1);
    }
}
