package dev.longhaul.client.cli.session;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How wide the terminal is. The JDK does not tell, and a library that does would load native code for it. */
final class TerminalWidth {

    private static final int USUAL = 80;
    private static final int NARROWEST = 40;

    private TerminalWidth() {}

    /**
     * The width in characters.
     *
     * @param variable
     *            what the environment says, which wins
     */
    static int columns(@Nullable String variable) {
        if (variable != null) {
            return parsed(variable);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return stty.waitFor(1, TimeUnit.SECONDS) ? parsed(size.substring(size.indexOf(' ') + 1)) : USUAL;
        } catch (IOException e) {
            // no such command, or no terminal to ask
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    private static int parsed(String text) {
        try {
            return Math.max(NARROWEST, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }
}
