package dev.longhaul.embedded.mongo;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/** Keys for collections without an id, in the order of insertion. */
final class SequenceKey {

    private SequenceKey() {}

    static SortableKey after(@Nullable SortableKey last) {
        long number = last == null ? 0 : ByteBuffer.wrap(last.bytes()).getLong() + 1;
        return new SortableKey(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
