package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.ChatCall;
import dev.longhaul.simulator.config.Provider;
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

    /** Name of the response header that carries the request's id; null: this provider sends none. */
    @Nullable
    String requestIdHeader();
}
