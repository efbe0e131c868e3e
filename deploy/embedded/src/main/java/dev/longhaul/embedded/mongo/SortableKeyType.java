package dev.longhaul.embedded.mongo;

import java.nio.ByteBuffer;

import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ByteArrayDataType;

/** How document keys are written to the file. */
final class SortableKeyType extends BasicDataType<SortableKey> {

    static final SortableKeyType INSTANCE = new SortableKeyType();
    /** Two object headers and the length of the array. */
    private static final int OBJECT_OVERHEAD = 40;

    private SortableKeyType() {}

    @Override
    public int compare(SortableKey one, SortableKey other) {
        return one.compareTo(other);
    }

    @Override
    public int getMemory(SortableKey key) {
        return key.bytes().length + OBJECT_OVERHEAD;
    }

    @Override
    public void write(WriteBuffer buffer, SortableKey key) {
        ByteArrayDataType.INSTANCE.write(buffer, key.bytes());
    }

    @Override
    public SortableKey read(ByteBuffer buffer) {
        return new SortableKey(ByteArrayDataType.INSTANCE.read(buffer));
    }

    @Override
    public SortableKey[] createStorage(int size) {
        return new SortableKey[size];
    }
}
