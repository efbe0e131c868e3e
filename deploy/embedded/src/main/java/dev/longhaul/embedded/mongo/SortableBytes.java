package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values as bytes that sort, unsigned, as the values do. A value begins with the rank of its type, in the order of
 * mongo-java-server's own comparator, and no value's bytes are the beginning of another's, so values can stand one
 * behind the other. Equal numbers of different types have equal bytes. A field of an index that descends has all its
 * bytes inverted; ranks stay far from 0x00 and 0xFF either way, so a prefix followed by 0xFF ends all keys that begin
 * with it.
 */
final class SortableBytes {

    static final int NULL = 0x11;
    private static final int MIN = 0x10;
    private static final int NUMBER = 0x20;
    private static final int STRING = 0x24;
    private static final int DOCUMENT = 0x28;
    private static final int LIST = 0x2C;
    private static final int BINARY = 0x30;
    private static final int LEGACY_UUID = 0x34;
    private static final int STANDARD_UUID = 0x38;
    private static final int OBJECT_ID = 0x3C;
    private static final int BOOLEAN = 0x40;
    private static final int INSTANT = 0x44;
    private static final int TIMESTAMP = 0x48;
    private static final int OTHER = 0x4C;
    private static final int MAX = 0x50;
    private static final int ELEMENT = 0x01;
    private static final int END = 0x00;

    private SortableBytes() {}

    static byte[] of(@Nullable Object value) {
        ByteSink sink = new ByteSink();
        append(sink, value);
        return sink.toByteArray();
    }

    static void append(ByteSink sink, @Nullable Object value) {
        if (value == null || value instanceof Missing) {
            sink.add(NULL);
            return;
        }
        switch (value) {
            case Number number -> number(sink.add(NUMBER), number);
            case CharSequence text -> text(sink.add(STRING), text);
            case Map<?, ?> document -> document(sink.add(DOCUMENT), document);
            case Collection<?> list -> list(sink.add(LIST), list);
            case BinData binary -> binary(sink.add(BINARY), binary.getData());
            case LegacyUUID uuid -> uuid(sink.add(LEGACY_UUID), uuid.getUuid());
            case UUID uuid -> uuid(sink.add(STANDARD_UUID), uuid);
            case ObjectId id -> sink.add(OBJECT_ID).addAll(id.toByteArray());
            case Boolean truth -> sink.add(BOOLEAN).add(truth ? 1 : 0);
            case Instant instant -> sink.add(INSTANT).addSortable(instant.toEpochMilli());
            case BsonTimestamp timestamp -> sink.add(TIMESTAMP).addSortable(timestamp.getValue());
            case MinKey ignored -> sink.add(MIN);
            case MaxKey ignored -> sink.add(MAX);
            default -> text(sink.add(OTHER), value.getClass().getName() + " " + value);
        }
    }

    /** The double that is nearest, then what a long differs from it; a Decimal128 counts as its nearest double. */
    private static void number(ByteSink sink, Number number) {
        double nearest = number.doubleValue() + 0.0;
        long bits = Double.doubleToLongBits(nearest);
        sink.addLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
        long difference = number instanceof Long exact ? exact - (long) nearest : 0;
        sink.add(0x80 + Long.signum(difference));
        if (difference != 0) {
            sink.addSortable(difference);
        }
    }

    /** UTF-16 units as one to three bytes, which sort as {@link String#compareTo} does. */
    private static void text(ByteSink sink, CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                sink.add(END).add(0xFF);
            } else if (unit < 0x80) {
                sink.add(unit);
            } else if (unit < 0x800) {
                sink.add(0xC0 | (unit >> 6)).add(0x80 | (unit & 0x3F));
            } else {
                sink.add(0xE0 | (unit >> 12)).add(0x80 | ((unit >> 6) & 0x3F)).add(0x80 | (unit & 0x3F));
            }
        }
        sink.add(END);
    }

    private static void document(ByteSink sink, Map<?, ?> document) {
        for (Map.Entry<?, ?> field : document.entrySet()) {
            text(sink.add(ELEMENT), String.valueOf(field.getKey()));
            append(sink, field.getValue());
        }
        sink.add(END);
    }

    private static void list(ByteSink sink, Collection<?> list) {
        for (Object element : list) {
            append(sink.add(ELEMENT), element);
        }
        sink.add(END);
    }

    private static void binary(ByteSink sink, byte[] data) {
        sink.addLong(data.length);
        sink.addAll(data);
    }

    private static void uuid(ByteSink sink, UUID uuid) {
        sink.addLong(uuid.getMostSignificantBits());
        sink.addLong(uuid.getLeastSignificantBits());
    }
}
