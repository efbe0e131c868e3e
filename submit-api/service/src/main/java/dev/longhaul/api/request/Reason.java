package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Why an administrator changes something, for whoever asks later: 1 to {@value #LONGEST} characters. */
public final class Reason {

    static final int LONGEST = 500;
    private static final String LENGTH = "must have 1 to " + LONGEST + " characters";

    private Reason() {}

    /** That of a body, at the cursor. */
    static String read(JsonCursor at) {
        Check.STRING.check(at);
        String text = at.text();
        if (!isGood(text)) {
            throw at.invalid(LENGTH);
        }
        return text;
    }

    /**
     * That of a query, for calls without a body.
     *
     * @throws ApiException
     *             when there is none
     */
    public static String of(@Nullable String parameter) {
        if (parameter == null) {
            throw ApiException.of(ErrorCode.MISSING_PARAMETER, "'reason' is missing.", "reason");
        }
        if (!isGood(parameter)) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'reason' " + LENGTH + ".", "reason");
        }
        return parameter;
    }

    private static boolean isGood(String text) {
        return !text.isBlank() && text.length() <= LONGEST;
    }
}
