package dev.longhaul.embedded.mongo;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * One value or several, one behind the other, as {@link SortableBytes}: a document's id, the entry of an index, an end
 * of a range. Keys sort as their values do.
 */
final class SortableKey implements Comparable<SortableKey> {

    static final SortableKey EMPTY = new SortableKey(new byte[0]);
    private static final byte LAST = (byte) 0xFF;

    private final byte[] bytes;

    SortableKey(byte[] bytes) {
        this.bytes = bytes;
    }

    static SortableKey of(@Nullable Object value) {
        return new SortableKey(SortableBytes.of(value));
    }

    /** The bytes themselves, not a copy: not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** The rank of the type that the key begins with. */
    int rank() {
        return Byte.toUnsignedInt(bytes[0]);
    }

    SortableKey followedBy(SortableKey next) {
        byte[] joined = Arrays.copyOf(bytes, bytes.length + next.bytes.length);
        System.arraycopy(next.bytes, 0, joined, bytes.length, next.bytes.length);
        return new SortableKey(joined);
    }

    SortableKey followedBy(int lastByte) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) lastByte;
        return new SortableKey(longer);
    }

    /** The end of all keys that begin with this one and go on with whole values. */
    SortableKey end() {
        return followedBy(LAST);
    }

    /** The value as a field that descends has it in an index. */
    SortableKey inverted() {
        byte[] inverted = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            inverted[i] = (byte) ~bytes[i];
        }
        return new SortableKey(inverted);
    }

    @Override
    public int compareTo(SortableKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SortableKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SortableKey[" + bytes.length + " bytes]";
    }
}
