package dev.longhaul.worker.dialect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events as they arrive in pieces of any size (WHATWG HTML, section "Server-sent events"): lines end
 * with LF, CR LF or CR, comments and fields other than {@code data} are skipped, several {@code data} lines make one
 * event. Text is decoded by whole lines, so a character that is split between two pieces survives. Not thread-safe.
 */
final class SseReader {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable StringBuilder data;
    private boolean afterCarriageReturn;
    private boolean first = true;

    /** The data of the events that this piece completes. */
    List<String> read(byte[] piece) {
        List<String> events = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < piece.length; i++) {
            byte b = piece[i];
            if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                start = i + 1;
            } else if (b == '\n' || b == '\r') {
                line.write(piece, start, i - start);
                endLine(events);
                afterCarriageReturn = b == '\r';
                start = i + 1;
            } else {
                afterCarriageReturn = false;
            }
        }
        line.write(piece, start, piece.length - start);
        return events;
    }

    /** The last event, when the stream ended without the empty line that should close it. */
    List<String> end() {
        List<String> events = new ArrayList<>();
        if (line.size() > 0) {
            endLine(events);
        }
        endEvent(events);
        return events;
    }

    private void endLine(List<String> events) {
        String text = text();
        line.reset();
        if (text.isEmpty()) {
            endEvent(events);
        } else if (text.startsWith("data:")) {
            String value = text.substring(text.startsWith("data: ") ? 6 : 5);
            if (data == null) {
                data = new StringBuilder(value);
            } else {
                data.append('\n').append(value);
            }
        }
    }

    private String text() {
        String text = line.toString(StandardCharsets.UTF_8);
        if (first) {
            first = false;
            String mark = new String(BYTE_ORDER_MARK, StandardCharsets.UTF_8);
            return text.startsWith(mark) ? text.substring(1) : text;
        }
        return text;
    }

    private void endEvent(List<String> events) {
        if (data != null) {
            events.add(data.toString());
            data = null;
        }
    }
}
