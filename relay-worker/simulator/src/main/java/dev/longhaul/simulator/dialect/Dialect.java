package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.limit.LimitReport;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One provider's wire format: requests in, answers, streams and errors out. Implementations hold no state of a call;
 * they reuse buffers and so belong to one thread.
 */
public interface Dialect {

    /** Whose format this is. */
    Provider provider();

    /**
     * The API key that a request brings.
     *
     * @param header
     *            value of a header by its lower-case name
     * @return null when there is none
     */
    @Nullable
    String credential(Function<String, @Nullable String> header);

    /**
     * Checks the headers that the provider insists on, apart from the key.
     *
     * @param header
     *            value of a header by its lower-case name
     * @throws BadRequest
     *             when one is missing
     */
    default void checkHeaders(Function<String, @Nullable String> header) throws BadRequest {
        // Most ask for none.
    }

    /**
     * Reads a request.
     *
     * @param body
     *            the whole body
     * @param target
     *            what the path says
     * @throws BadRequest
     *             when the body is not JSON or lacks what is required
     */
    ChatCall read(byte[] body, Target target) throws BadRequest;

    /** The whole answer as JSON. */
    byte[] answer(AnswerHead head, ChatCall call, Answer answer);

    /** The answer as a stream of server-sent events. */
    StreamScript stream(AnswerHead head, ChatCall call, Answer answer);

    /** An error body as JSON. */
    byte[] error(Refusal refusal, String requestId);

    /** Breaks off a stream with an error, after HTTP status 200. */
    void errorEvent(EventSink sink, Refusal refusal, String requestId);

    /** The HTTP status for a refusal, where the provider's differs from the usual one. */
    default int status(Refusal refusal) {
        return refusal.status();
    }

    /**
     * The headers of an error that say when to try again.
     *
     * @param millis
     *            from now
     * @param inMillis
     *            whether the provider's header in milliseconds, if it has one, is wanted too
     */
    void retryHeaders(long millis, boolean inMillis, BiConsumer<String, String> headers);

    /** The headers that tell a caller where it stands with its limits. */
    void limitHeaders(LimitReport report, Instant now, BiConsumer<String, String> headers);

    /** Name of the response header that carries the request's id; null: this provider sends none. */
    @Nullable
    String requestIdHeader();
}
