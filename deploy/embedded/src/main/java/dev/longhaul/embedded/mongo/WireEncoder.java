package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.wire.OpCode;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.util.List;

/** Writes answers, the documents among them that were never decoded as they lie in the store. */
final class WireEncoder extends MessageToMessageEncoder<MongoMessage> {

    @Override
    protected void encode(ChannelHandlerContext context, MongoMessage message, List<Object> out) {
        try {
            BsonWriter writer = written(message);
            out.add(Unpooled.wrappedBuffer(writer.array(), 0, writer.size()));
        } catch (RuntimeException e) {
            // the last handler closes the connection, whose client would wait for an answer
            context.fireExceptionCaught(e);
            throw e;
        }
    }

    static BsonWriter written(MongoMessage message) {
        BsonWriter writer = new BsonWriter(1024).int32(0).int32(message.getHeader().getRequestID())
                .int32(message.getHeader().getResponseTo()).int32(OpCode.OP_MSG.getId()).int32(message.getFlags())
                .int8(MongoMessage.SECTION_KIND_BODY).document(message.getDocument());
        return writer.setInt32(0, writer.size());
    }
}
