package dev.longhaul.api.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    /**
     * Writes an event whose data are not in memory whole.
     *
     * @param name
     *            of the event
     * @param data
     *            writes JSON text in UTF-8, and does not close what it writes to
     * @throws IOException
     *             when the client has gone
     */
    public void event(String name, Data data) throws IOException {
        write(new StringBuilder("event: ").append(name).append("\ndata: "));
        data.writeTo(new OneLine(opened()));
        write(new StringBuilder("\n\n"));
    }

    /** What writes an event's data. */
    public interface Data {

        void writeTo(OutputStream out) throws IOException;
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
        opened().write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private OutputStream opened() throws IOException {
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
        return open;
    }

    /** As {@link #appendOneLine}: in UTF-8 these bytes are line breaks and nothing else. Stays open. */
    private static final class OneLine extends FilterOutputStream {

        OneLine(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int each) throws IOException {
            out.write(each == '\n' || each == '\r' ? ' ' : each);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            byte[] line = Arrays.copyOfRange(bytes, from, from + length);
            for (int i = 0; i < line.length; i++) {
                line[i] = line[i] == '\n' || line[i] == '\r' ? (byte) ' ' : line[i];
            }
            out.write(line);
        }

        @Override
        public void flush() {
            // when the event is whole
        }

        @Override
        public void close() {
            // the stream of events goes on
        }
    }
}
