package dev.longhaul.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoClientSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.ByteBufNIO;
import org.bson.Document;
import org.bson.codecs.Codec;
import org.bson.codecs.CollectibleCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecConfigurationException;
import org.bson.io.BasicOutputBuffer;
import org.bson.io.ByteBufferBsonInput;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The driver's own codec is the measure: the same bytes, and the same values from them. */
class PlainDocumentCodecTest {

    private static final Codec<Document> DRIVERS = MongoClientSettings.getDefaultCodecRegistry().get(Document.class);
    private static final Codec<Document> OURS = PlainDocumentCodec.registry().get(Document.class);
    private static final EncoderContext KEPT = EncoderContext.builder().isEncodingCollectibleDocument(true).build();
    private static final EncoderContext ANY = EncoderContext.builder().build();

    static List<Document> documents() {
        return List.of(
                new Document(),
                new Document("a", "text").append("b", 1).append("c", 1L << 40).append("d", true).append("e", null)
                        .append("f", Date.from(Instant.ofEpochMilli(1_700_000_000_123L))).append("g", 1.5),
                new Document("z", 1).append("_id", "behind").append("y", new Document("_id", 2).append("x", "河 😀")),
                new Document("list", Arrays.asList(1, null, "two", new Document("three", List.of()), List.of(4L, 5.0)))
                        .append("none", List.of()),
                new Document("id", new ObjectId("69a43b80c0ffee00c0ffee00")).append("bytes", new Binary(new byte[]{1}))
                        .append("raw", new byte[]{2, 3}).append("decimal", Decimal128.parse("1.10"))
                        .append("instant", Instant.EPOCH).append("map", Map.of("k", List.of(new Document("v", 1))))
                        .append("bson", BsonDocument.parse("{a: [1, {b: null}]}"))
                        .append("set", Set.of("one")));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void bytes_and_values_are_the_drivers(Document document) {
        assertThat(write(OURS, document, ANY)).isEqualTo(write(DRIVERS, document, ANY));
        assertThat(write(OURS, document, KEPT)).isEqualTo(write(DRIVERS, document, KEPT));

        byte[] bytes = write(DRIVERS, document, ANY);
        assertThat(read(OURS, bytes)).isEqualTo(read(DRIVERS, bytes));
    }

    @Test
    void a_document_that_is_kept_gets_an_id_as_from_the_driver() {
        CollectibleCodec<Document> codec = (CollectibleCodec<Document>) OURS;
        Document document = new Document("a", 1);

        assertThat(codec.documentHasId(document)).isFalse();
        assertThat(codec.generateIdIfAbsentFromDocument(document).get("_id")).isInstanceOf(ObjectId.class);
        assertThat(codec.getDocumentId(document).asObjectId().getValue()).isEqualTo(document.getObjectId("_id"));
        assertThat(codec.getEncoderClass()).isEqualTo(Document.class);
    }

    @Test
    void what_has_no_codec_is_refused_as_by_the_driver() {
        Document document = new Document("a", new Object());

        assertThatThrownBy(() -> write(DRIVERS, document, ANY)).isInstanceOf(CodecConfigurationException.class);
        assertThatThrownBy(() -> write(OURS, document, ANY)).isInstanceOf(CodecConfigurationException.class);
    }

    private static byte[] write(Codec<Document> codec, Document document, EncoderContext context) {
        BasicOutputBuffer out = new BasicOutputBuffer();
        codec.encode(new BsonBinaryWriter(out), document, context);
        return out.toByteArray();
    }

    private static Document read(Codec<Document> codec, byte[] bytes) {
        return codec.decode(
                new BsonBinaryReader(
                        new ByteBufferBsonInput(new ByteBufNIO(ByteBuffer.wrap(bytes)
                                .order(ByteOrder.LITTLE_ENDIAN)))),
                DecoderContext.builder().build());
    }
}
