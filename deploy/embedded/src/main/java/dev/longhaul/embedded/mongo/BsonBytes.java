package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Documents as they are stored: BSON. Whoever reads one gets a copy of his own, which matters because mongo-java-server
 * changes documents in place while it updates them.
 */
final class BsonBytes {

    private BsonBytes() {}

    /** Throws {@link IllegalArgumentException} for a value that BSON does not know. */
    static byte[] encode(Document document) {
        ByteBuf buffer = Unpooled.buffer(1024);
        BsonEncoder.encodeDocument(document, buffer);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    static Document decode(byte[] bytes) {
        return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
    }
}
