package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What an order about waiting jobs says beside its path.
 *
 * @param priority
 *            0 to 9
 * @param reason
 *            for whoever asks later, 1 to {@value Reason#LONGEST} characters
 */
public record OrderRequest(int priority, String reason) {

    /** What a batch's name looks like. */
    public static final String BATCH_NAME = "[A-Za-z0-9._-]{1,64}";

    static final int HIGHEST_PRIORITY = 9;

    /**
     * Reads {@code {"priority": …}}.
     *
     * @throws ApiException
     *             that says what is wrong and where
     */
    public static int readPriority(byte[] body) {
        return Draft.read(body, true, false).priority;
    }

    /** Reads {@code {"reason": …}}, as {@link #readPriority}. */
    public static String readReason(byte[] body) {
        return Draft.read(body, false, true).reason;
    }

    /** Reads both, as {@link #readPriority}. */
    public static OrderRequest readReasonedPriority(byte[] body) {
        Draft draft = Draft.read(body, true, true);
        return new OrderRequest(draft.priority, draft.reason);
    }

    private record Draft(int priority, String reason) {

        static Draft read(byte[] body, boolean withPriority, boolean withReason) {
            @Nullable
            Integer priority = null;
            @Nullable
            String reason = null;
            try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
                at.begin();
                while (at.next() != JsonToken.END_OBJECT) {
                    String name = at.name();
                    at.next();
                    if (withPriority && name.equals("priority")) {
                        priority = (int) Check.integer(at, 0, HIGHEST_PRIORITY);
                    } else if (withReason && name.equals("reason")) {
                        reason = Reason.read(at);
                    } else {
                        throw at.unknown();
                    }
                }
                if (withPriority && priority == null) {
                    throw at.missing("priority");
                }
                if (withReason && reason == null) {
                    throw at.missing("reason");
                }
                at.end();
            }
            return new Draft(priority == null ? 0 : priority, reason == null ? "" : reason);
        }
    }
}
