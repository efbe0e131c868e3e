package dev.longhaul.api.http;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code Prefer} header asks for (RFC 7240); unknown preferences are ignored, as that document says.
 *
 * @param respondAsync
 *            answer with a job at once
 * @param patience
 *            how long the client waits for the answer
 */
public record Preferences(boolean respondAsync, @Nullable Duration patience) {

    private static final int LONGEST_SECONDS = 86_400;

    public static Preferences of(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders("Prefer");
        boolean respondAsync = false;
        Duration patience = null;
        while (headers.hasMoreElements()) {
            for (String each : headers.nextElement().split(",", -1)) {
                String preference = each.strip().toLowerCase(Locale.ROOT);
                if (preference.equals("respond-async")) {
                    respondAsync = true;
                } else if (preference.startsWith("wait=")) {
                    patience = seconds(preference.substring("wait=".length()));
                }
            }
        }
        return new Preferences(respondAsync, patience);
    }

    private static Duration seconds(String text) {
        try {
            int seconds = Integer.parseInt(text.strip());
            if (seconds >= 0 && seconds <= LONGEST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number out of range
        }
        throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                "Prefer: wait takes whole seconds from 0 to " + LONGEST_SECONDS + ".", "Prefer");
    }
}
