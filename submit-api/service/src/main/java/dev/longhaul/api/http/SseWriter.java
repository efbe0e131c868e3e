package dev.longhaul.api.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events, each line on its way before the next one is thought of. The answer begins with the first
 * write; until then it can still become an error. For one thread.
 */
public final class SseWriter {

    private final HttpServletResponse response;
    private @Nullable OutputStream out;

    public SseWriter(HttpServletResponse response) {
        this.response = response;
    }

    /** Whether the answer has begun, so that an error can only be told within it. */
    public boolean hasBegun() {
        return out != null;
    }

    /**
     * Writes an event.
     *
     * @param name
     *            of the event; null for one without
     * @param data
     *            JSON text
     * @throws IOException
     *             when the client has gone
     */
    public void event(@Nullable String name, String data) throws IOException {
        StringBuilder lines = new StringBuilder(data.length() + 32);
        if (name != null) {
            lines.append("event: ").append(name).append('\n');
        }
        lines.append("data: ");
        appendOneLine(data, lines);
        write(lines.append("\n\n"));
    }

    /** Writes a line that clients ignore, to keep the connection and to find out whether it stands. */
    public void keepAlive() throws IOException {
        write(new StringBuilder(": keep-alive\n\n"));
        flush();
    }

    /** Sends what has been written. */
    public void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    private static void appendOneLine(String json, StringBuilder lines) {
        // a line break in JSON text stands between tokens, where a blank does as well
        if (json.indexOf('\n') < 0 && json.indexOf('\r') < 0) {
            lines.append(json);
        } else {
            lines.append(json.replace('\n', ' ').replace('\r', ' '));
        }
    }

    private void write(StringBuilder lines) throws IOException {
        OutputStream open = out;
        if (open == null) {
            response.setContentType("text/event-stream");
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.setHeader("Cache-Control", "no-cache");
            // for nginx, which would hold the events back
            response.setHeader("X-Accel-Buffering", "no");
            open = response.getOutputStream();
            out = open;
        }
        open.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
