package dev.longhaul.worker.openai;

import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.http.HttpCall;
import dev.longhaul.worker.http.HttpOutcome;
import dev.longhaul.worker.http.HttpTransport;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.ProviderAdapter;
import dev.longhaul.worker.provider.ProviderCall;
import dev.longhaul.worker.stop.StopSignal;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls {@code POST <base-url>/chat/completions}. */
public final class OpenAiAdapter implements ProviderAdapter {

    /** Tells the provider, or the simulator in its place, which job and attempt a call belongs to. */
    static final String JOB_HEADER = "x-longhaul-job";

    private final HttpTransport transport;
    private final String path;
    private final Map<String, String> keyHeader;
    private final Clock clock;

    /**
     * @param baseUrl
     *            up to and including the version; a query (Azure's {@code api-version}) is kept
     * @param key
     *            null for a provider that wants none
     */
    public OpenAiAdapter(HttpTransport transport, URI baseUrl, @Nullable String key, Clock clock) {
        this.transport = transport;
        this.path = path(baseUrl);
        this.keyHeader = keyHeader(baseUrl, key);
        this.clock = clock;
    }

    private static String path(URI baseUrl) {
        String base = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath();
        String query = baseUrl.getRawQuery() == null ? "" : "?" + baseUrl.getRawQuery();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/chat/completions" + query;
    }

    private static Map<String, String> keyHeader(URI baseUrl, @Nullable String key) {
        if (key == null) {
            return Map.of();
        }
        return baseUrl.getHost().endsWith(".azure.com")
                ? Map.of("api-key", key)
                : Map.of("authorization", "Bearer " + key);
    }

    @Override
    public AttemptResult call(ProviderCall call, ChunkSink pieces, StopSignal stop) {
        Optional<byte[]> body = RequestRewrite.forProvider(call.request(), call.model(), call.stream());
        if (body.isEmpty()) {
            return new AttemptResult.Refused(new Fault(null, "invalid_json", "the request is not a JSON object", null));
        }
        Map<String, String> headers = new HashMap<>(keyHeader);
        headers.put(JOB_HEADER, call.trace());
        HttpCall request = new HttpCall(path, headers, Buffer.buffer(body.get()));
        if (!call.stream()) {
            return result(transport.call(request, stop));
        }
        StreamedAnswer answer = new StreamedAnswer(pieces);
        HttpOutcome outcome = transport.call(request, answer, stop);
        boolean useful = outcome instanceof HttpOutcome.Answered
                || (outcome instanceof HttpOutcome.Lost && answer.isComplete());
        return answer.isStreamed() && useful ? fitting(answer.result(clock.instant())) : result(outcome);
    }

    private AttemptResult fitting(AttemptResult result) {
        return result instanceof AttemptResult.Succeeded whole
                && whole.response().getBytes(StandardCharsets.UTF_8).length > transport.maxAnswerBytes()
                        ? oversized(whole.httpStatus())
                        : result;
    }

    private AttemptResult result(HttpOutcome outcome) {
        return switch (outcome) {
            case HttpOutcome.Answered answered -> answered.status() / 100 == 2
                    ? success(answered.status(), answered.body().getBytes())
                    : error(answered.status(), answered.headers(), answered.body().getBytes());
            case HttpOutcome.NotSent(String code, String reason) -> new AttemptResult.Transient(
                    Fault.ofConnection(code, "no connection to the provider: " + reason), Duration.ZERO);
            case HttpOutcome.Lost(String code, String reason) -> new AttemptResult.Ambiguous(
                    Fault.ofConnection(code, "no answer after the request was sent: " + reason), Duration.ZERO);
            case HttpOutcome.TooLarge(int status) -> oversized(status);
            case HttpOutcome.Aborted(boolean sent) -> new AttemptResult.Aborted(sent);
        };
    }

    private static AttemptResult oversized(int status) {
        return new AttemptResult.Oversized(
                new Fault(status, "answer_too_large", "the answer is longer than longhaul.worker.max-answer", null));
    }

    private AttemptResult error(int status, Headers headers, byte[] body) {
        return ErrorTable.classify(status, ErrorBody.read(body), headers, clock.instant());
    }

    private AttemptResult success(int status, byte[] body) {
        return switch (AnswerReader.read(body)) {
            case Reading.Completion completion -> new AttemptResult.Succeeded(
                    new String(body, StandardCharsets.UTF_8), completion.usage(), status);
            case Reading.DressedError error -> ErrorTable.classifyInside(ErrorBody.read(body), false, clock.instant());
            case Reading.Garbage garbage -> new AttemptResult.BadAnswer(
                    new Fault(status, "bad_answer", "the answer cannot be used: " + garbage.reason(), null));
        };
    }
}
