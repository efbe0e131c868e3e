package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import java.time.Duration;
import tools.jackson.core.JsonToken;

/** How long files stay, as OpenAI's {@code expires_after} says it: so many seconds after they were created. */
public final class FileLife {

    /** Also that of files whose owner does not say. */
    public static final Duration LONGEST = Duration.ofDays(30);

    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final String ANCHOR = "created_at";

    private FileLife() {}

    static Duration read(JsonCursor at) {
        String name = at.path();
        at.beginObject();
        String anchor = "";
        long seconds = -1;
        while (at.next() != JsonToken.END_OBJECT) {
            String field = at.name();
            at.next();
            switch (field) {
                case "anchor" -> {
                    Check.STRING.check(at);
                    anchor = at.text();
                }
                case "seconds" -> seconds = Check.integer(at, SHORTEST.toSeconds(), LONGEST.toSeconds());
                default -> throw at.unknown();
            }
        }
        if (!anchor.equals(ANCHOR)) {
            throw wrongAnchor(name + ".anchor");
        }
        if (seconds < 0) {
            throw at.missing("seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    /**
     * Reads the fields of a form.
     *
     * @param name
     *            what the fields' names begin with
     * @throws ApiException
     *             when they name another anchor, or no whole number within bounds
     */
    public static Duration read(String name, String anchor, String seconds) {
        if (!anchor.equals(ANCHOR)) {
            throw wrongAnchor(name + "[anchor]");
        }
        try {
            Duration life = Duration.ofSeconds(Long.parseLong(seconds));
            if (life.compareTo(SHORTEST) >= 0 && life.compareTo(LONGEST) <= 0) {
                return life;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // the same answer as for a number out of range
        }
        String param = name + "[seconds]";
        throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'" + param + "' must be a whole number from "
                + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds() + ".", param);
    }

    private static ApiException wrongAnchor(String param) {
        return ApiException.of(ErrorCode.INVALID_PARAMETER, "'" + param + "' must be " + ANCHOR + ".", param);
    }
}
