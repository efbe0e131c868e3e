package dev.longhaul.client.cli.batch.lines;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines as bytes, one at a time. Not thread-safe. */
public final class LineReader implements Closeable {

    /** No platform takes a longer request, and a file without line feeds must not fill the memory. */
    static final int MAX_LINE = 64 << 20;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int position;
    private int limit;
    private int number;
    private long offset;
    private long end;

    /** Reads a stream that needs no buffer of its own. */
    public LineReader(InputStream in) {
        this.in = in;
    }

    /**
     * Goes to the next line.
     *
     * @return false at the end
     * @throws LineTooLongException
     *             when it is longer than 64 MiB
     */
    public boolean next() throws IOException {
        line.reset();
        offset = end;
        while (position < limit || fill()) {
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            line.write(buffer, start, position - start);
            end += position - start;
            if (line.size() > MAX_LINE) {
                throw new LineTooLongException(number + 1, MAX_LINE);
            }
            if (position < limit) {
                position++;
                end++;
                break;
            }
        }
        if (end > offset) {
            number++;
        }
        return end > offset;
    }

    private boolean fill() throws IOException {
        limit = in.read(buffer);
        position = 0;
        return limit > 0;
    }

    /** The number of the line, from 1. */
    public int number() {
        return number;
    }

    /** Where the line begins, in bytes. */
    public long offset() {
        return offset;
    }

    /** Where the next line begins. */
    public long end() {
        return end;
    }

    /** The line without its end, and without a byte order mark before the first. */
    public byte[] bytes() {
        byte[] bytes = line.toByteArray();
        int from = number == 1 && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
        int to = bytes.length > from && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        return from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length, bytes, 0, BYTE_ORDER_MARK.length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
