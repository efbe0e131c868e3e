package dev.longhaul.api.batch;

import dev.longhaul.store.file.FileReader;
import java.util.Arrays;

/** Reads a file line by line and passes over blank ones; a line is in memory, and never more of it than a limit. */
final class LineReader {

    private static final int BUFFER = 64 * 1_024;

    private final FileReader in;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private byte[] line = new byte[4_096];
    private int length;
    private boolean tooLong;
    private boolean blank;
    private int number;
    private long offset;

    /**
     * @param offset
     *            at which the reader stands, in bytes
     * @param limit
     *            of a line, in bytes
     */
    LineReader(FileReader in, long offset, int limit) {
        this.in = in;
        this.offset = offset;
        this.limit = limit;
    }

    /** Goes to the next line that is not blank; false when there is none. */
    boolean next() {
        do {
            if (!isMore()) {
                return false;
            }
            readLine();
        } while (blank);
        return true;
    }

    private boolean isMore() {
        if (at == filled) {
            filled = Math.max(0, in.read(buffer, 0, BUFFER));
            at = 0;
        }
        return at < filled;
    }

    private void readLine() {
        length = 0;
        tooLong = false;
        blank = true;
        number++;
        while (isMore()) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                blank &= buffer[end] == ' ' || buffer[end] == '\t' || buffer[end] == '\r';
                end++;
            }
            append(end - at);
            offset += end - at;
            at = end;
            if (at < filled) {
                at++;
                offset++;
                return;
            }
        }
    }

    private void append(int count) {
        int taken = Math.min(count, limit - length);
        tooLong |= taken < count;
        if (length + taken > line.length) {
            line = Arrays.copyOf(line, Math.min(limit, Math.max(length + taken, 2 * line.length)));
        }
        System.arraycopy(buffer, at, line, length, taken);
        length += taken;
    }

    /** The line at hand, until the next one; longer than the line. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    /** Whether the line is longer than the limit, and only its beginning is at hand. */
    boolean isTooLong() {
        return tooLong;
    }

    /** Of the line at hand among all that were read, blank ones too, from 1. */
    int number() {
        return number;
    }

    /** Where the next line begins in the file, in bytes. */
    long offset() {
        return offset;
    }
}
