package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.OpCode;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests. The usual ones, an {@code OP_MSG} without flags, it reads from one array; all others are the
 * library's. The format is MongoDB's wire protocol, see
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol.
 */
final class WireDecoder extends MongoWireProtocolHandler {

    private static final int FLAGS_AT = 16;
    private static final int SECTIONS_AT = FLAGS_AT + Integer.BYTES;

    @Override
    protected @Nullable ClientRequest decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
        int start = in.readerIndex();
        if (in.readableBytes() <= SECTIONS_AT || !isUsual(in, start)) {
            return super.decode(context, in);
        }
        int length = in.getIntLE(start);
        if (in.readableBytes() < length) {
            return null;
        }
        MessageHeader header = new MessageHeader(length, in.getIntLE(start + 4), in.getIntLE(start + 8));
        byte[] sections = new byte[length - SECTIONS_AT];
        in.skipBytes(SECTIONS_AT).readBytes(sections);
        return new MongoMessage(context.channel(), header, read(sections));
    }

    private static boolean isUsual(ByteBuf in, int start) {
        int length = in.getIntLE(start);
        return length > SECTIONS_AT && length <= MAX_MESSAGE_SIZE_BYTES
                && in.getIntLE(start + 12) == OpCode.OP_MSG.getId() && in.getIntLE(start + FLAGS_AT) == 0;
    }

    /** The body, and with it the documents that came beside it. */
    static Document read(byte[] sections) {
        BsonReader reader = new BsonReader(sections, 0);
        Document body = null;
        Document beside = new Document();
        while (reader.position() < sections.length) {
            switch (reader.int8()) {
                case MongoMessage.SECTION_KIND_BODY -> {
                    check(body == null);
                    body = reader.document(null);
                }
                case MongoMessage.SECTION_KIND_DOCUMENT_SEQUENCE -> {
                    int end = reader.position() + reader.int32();
                    check(beside.put(reader.name(), documents(reader, end)) == null);
                }
                default -> check(false);
            }
        }
        if (body == null) {
            throw new IllegalArgumentException("The message has no body");
        }
        for (String name : beside.keySet()) {
            check(body.put(name, beside.get(name)) == null);
        }
        return body;
    }

    private static List<Document> documents(BsonReader reader, int end) {
        List<Document> documents = new ArrayList<>();
        while (reader.position() < end) {
            documents.add(reader.document(null));
        }
        check(!documents.isEmpty() && reader.position() == end);
        return documents;
    }

    private static void check(boolean wellFormed) {
        if (!wellFormed) {
            throw new IllegalArgumentException("The message is not one of MongoDB's");
        }
    }
}
