package dev.longhaul.worker.dialect;

import dev.longhaul.contract.message.Warning;
import dev.longhaul.worker.http.HttpCall;
import dev.longhaul.worker.http.HttpOutcome;
import dev.longhaul.worker.http.HttpTransport;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.ProviderAdapter;
import dev.longhaul.worker.provider.ProviderCall;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.stop.StopSignal;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls a provider over HTTP in its dialect. Thread-safe. */
public final class DialectAdapter implements ProviderAdapter {

    /** Tells the provider, or the simulator in its place, which job and attempt a call belongs to. */
    static final String JOB_HEADER = "x-longhaul-job";

    private final Dialect dialect;
    private final HttpTransport transport;
    private final Clock clock;
    private final String basePath;
    private final @Nullable String baseQuery;

    /**
     * @param baseUrl
     *            up to and including the version; a query (Azure's {@code api-version}) goes with every call
     */
    public DialectAdapter(Dialect dialect, HttpTransport transport, URI baseUrl, Clock clock) {
        this.dialect = dialect;
        this.transport = transport;
        this.clock = clock;
        String path = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath();
        this.basePath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        this.baseQuery = baseUrl.getRawQuery();
    }

    @Override
    public AttemptResult call(ProviderCall call, ProviderKey key, ChunkSink pieces, StopSignal stop) {
        return switch (dialect.request(call)) {
            case Translation.Impossible(Fault fault) -> new AttemptResult.Unsupported(fault);
            // taken apart here: whoever waits for the answer has no use for the body any more
            case Translation.Ready(String path, Buffer body, List<Warning> warnings) -> send(call,
                    new HttpCall(path(path), headers(call, key), body, call.timeouts()), warnings, pieces, stop);
        };
    }

    private Map<String, String> headers(ProviderCall call, ProviderKey key) {
        Map<String, String> headers = new HashMap<>(dialect.headers());
        if (key.secret() != null) {
            headers.putAll(dialect.keyHeaders(key.secret()));
        }
        headers.put(JOB_HEADER, call.trace());
        return headers;
    }

    private AttemptResult send(ProviderCall call, HttpCall request, List<Warning> warnings, ChunkSink pieces,
            StopSignal stop) {
        if (!call.stream()) {
            HttpOutcome outcome = transport.call(request, stop);
            if (outcome instanceof HttpOutcome.Answered answered) {
                pieces.limits(dialect.limits(answered.headers()));
            }
            return result(call, outcome, warnings);
        }
        StreamedAnswer answer = new StreamedAnswer(dialect.events(call, clock.instant()),
                answered -> pieces.limits(dialect.limits(answered)), pieces, transport.maxAnswerBytes());
        HttpOutcome outcome = transport.call(request, answer, stop);
        boolean useful = outcome instanceof HttpOutcome.Answered
                || (outcome instanceof HttpOutcome.Lost && answer.isComplete());
        if (answer.isStreamed() && useful) {
            return answer.result(warnings);
        }
        AttemptResult result = result(call, outcome, warnings);
        return result instanceof AttemptResult.Ambiguous lost
                ? new AttemptResult.Ambiguous(lost.fault(), lost.pause(), answer.partial())
                : result;
    }

    private String path(String path) {
        if (baseQuery == null) {
            return basePath + path;
        }
        return basePath + path + (path.indexOf('?') < 0 ? '?' : '&') + baseQuery;
    }

    private AttemptResult result(ProviderCall call, HttpOutcome outcome, List<Warning> warnings) {
        return switch (outcome) {
            case HttpOutcome.Answered answered -> answered.status() / 100 == 2
                    ? success(call, answered.status(), answered.body().getBytes(), warnings)
                    : dialect.error(answered.status(), answered.headers(), answered.body().getBytes(),
                            clock.instant());
            case HttpOutcome.NotSent(String code, String reason) -> new AttemptResult.Transient(
                    Fault.ofConnection(code, "no connection to the provider: " + reason), Duration.ZERO);
            case HttpOutcome.Lost(String code, String reason) -> new AttemptResult.Ambiguous(
                    Fault.ofConnection(code, "no answer after the request was sent: " + reason), Duration.ZERO);
            case HttpOutcome.TooLarge(int status) -> AttemptResult.Oversized.of(status);
            case HttpOutcome.Aborted(boolean sent) -> new AttemptResult.Aborted(sent);
        };
    }

    private AttemptResult success(ProviderCall call, int status, byte[] body, List<Warning> warnings) {
        return switch (dialect.read(body, call, clock.instant())) {
            case Reading.Completion(String response, var usage) -> new AttemptResult.Succeeded(response, usage, status,
                    warnings);
            case Reading.DressedError(AttemptResult.Faulted error) -> error;
            case Reading.Garbage(String reason) -> new AttemptResult.BadAnswer(
                    new Fault(status, "bad_answer", "the answer cannot be used: " + reason, null));
        };
    }
}
