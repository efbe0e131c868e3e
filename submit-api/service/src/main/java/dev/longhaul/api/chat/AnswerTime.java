package dev.longhaul.api.chat;

import dev.longhaul.api.http.Preferences;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a chat call waits: the shortest of what the client says ({@code Prefer: wait}, and the timeout that OpenAI's
 * SDKs send along) and our own limit. Of an SDK's timeout a little is left for the way back, so that it gets our answer
 * with the job's id and not its own timeout.
 */
public final class AnswerTime {

    private static final String SDK_TIMEOUT = "x-stainless-timeout";
    private static final Duration WAY_BACK = Duration.ofSeconds(1);
    private static final int SHARE_FOR_WAY_BACK = 10;

    private final Duration limit;

    public AnswerTime(Duration limit) {
        this.limit = limit;
    }

    Duration of(HttpServletRequest request, Preferences preferences) {
        Duration most = limit;
        Duration preferred = preferences.patience();
        if (preferred != null && preferred.compareTo(most) < 0) {
            most = preferred;
        }
        Duration sdk = sdkTimeout(request.getHeader(SDK_TIMEOUT));
        if (sdk != null && sdk.compareTo(most) < 0) {
            most = sdk;
        }
        return most;
    }

    private static @Nullable Duration sdkTimeout(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            double seconds = Double.parseDouble(header);
            if (!(seconds > 0 && seconds < Integer.MAX_VALUE)) {
                return null;
            }
            Duration timeout = Duration.ofMillis((long) (seconds * 1_000));
            Duration share = timeout.dividedBy(SHARE_FOR_WAY_BACK);
            return timeout.minus(share.compareTo(WAY_BACK) < 0 ? share : WAY_BACK);
        } catch (NumberFormatException e) {
            // a note of a library's about itself: not worth an error
            return null;
        }
    }
}
