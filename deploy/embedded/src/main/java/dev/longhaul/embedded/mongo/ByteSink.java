package dev.longhaul.embedded.mongo;

import java.util.Arrays;

/** A growing array of bytes; not thread-safe. */
final class ByteSink {

    private byte[] bytes = new byte[64];
    private int size;

    ByteSink add(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    ByteSink addAll(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    /** Eight bytes, the highest first. */
    ByteSink addLong(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            add((int) (value >>> shift));
        }
        return this;
    }

    /** Eight bytes whose unsigned order is the signed order of the values. */
    ByteSink addSortable(long value) {
        return addLong(value ^ Long.MIN_VALUE);
    }

    int size() {
        return size;
    }

    /** Inverts all bytes from this one on. */
    void invertFrom(int start) {
        for (int i = start; i < size; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
