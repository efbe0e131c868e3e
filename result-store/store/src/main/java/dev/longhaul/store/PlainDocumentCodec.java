package dev.longhaul.store;

import com.mongodb.MongoClientSettings;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.codecs.BsonTypeClassMap;
import org.bson.codecs.BsonTypeCodecMap;
import org.bson.codecs.Codec;
import org.bson.codecs.CollectibleCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Documents with the same bytes as the driver's codec writes, and read to the same values. That one asks its registry
 * for the codec of each value, and a job's documents have a hundred of them on its way; here the types that nearly all
 * have are written and read at once, and only the others go by the registry. Thread-safe.
 */
@SuppressWarnings("JavaUtilDate") // what the driver takes for a time
public final class PlainDocumentCodec implements CollectibleCodec<Document> {

    private static final CodecRegistry USUAL = MongoClientSettings.getDefaultCodecRegistry();
    private static final String ID = "_id";
    private static final EncoderContext NESTED = EncoderContext.builder().build();

    private final DocumentCodec usual = new DocumentCodec(USUAL);
    private final BsonTypeCodecMap others = new BsonTypeCodecMap(new BsonTypeClassMap(), USUAL);

    private PlainDocumentCodec() {}

    /** The driver's registry with this codec for documents. */
    public static CodecRegistry registry() {
        return CodecRegistries.fromRegistries(CodecRegistries.fromCodecs(new PlainDocumentCodec()), USUAL);
    }

    @Override
    public void encode(BsonWriter writer, Document document, EncoderContext context) {
        writer.writeStartDocument();
        // a document that is to be kept has its id in front
        boolean idFirst = context.isEncodingCollectibleDocument() && document.containsKey(ID);
        if (idFirst) {
            writer.writeName(ID);
            write(writer, document.get(ID));
        }
        for (Map.Entry<String, Object> field : document.entrySet()) {
            if (!idFirst || !field.getKey().equals(ID)) {
                writer.writeName(field.getKey());
                write(writer, field.getValue());
            }
        }
        writer.writeEndDocument();
    }

    private void write(BsonWriter writer, @Nullable Object value) {
        switch (value) {
            case null -> writer.writeNull();
            case String text -> writer.writeString(text);
            case Integer number -> writer.writeInt32(number);
            case Long number -> writer.writeInt64(number);
            case Date date -> writer.writeDateTime(date.getTime());
            case Boolean flag -> writer.writeBoolean(flag);
            case Document document -> encode(writer, document, NESTED);
            case List<?> list -> {
                writer.writeStartArray();
                for (Object element : list) {
                    write(writer, element);
                }
                writer.writeEndArray();
            }
            default -> writeOther(writer, value);
        }
    }

    @SuppressWarnings("unchecked") // the registry's codec for a value's class takes the value
    private static void writeOther(BsonWriter writer, Object value) {
        NESTED.encodeWithChildContext((Codec<Object>) USUAL.get(value.getClass()), writer, value);
    }

    @Override
    public Document decode(BsonReader reader, DecoderContext context) {
        Document document = new Document();
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            String name = reader.readName();
            document.put(name, read(reader, context));
        }
        reader.readEndDocument();
        return document;
    }

    private @Nullable Object read(BsonReader reader, DecoderContext context) {
        return switch (reader.getCurrentBsonType()) {
            case NULL -> {
                reader.readNull();
                yield null;
            }
            case STRING -> reader.readString();
            case INT32 -> reader.readInt32();
            case INT64 -> reader.readInt64();
            case DATE_TIME -> new Date(reader.readDateTime());
            case BOOLEAN -> reader.readBoolean();
            case DOCUMENT -> decode(reader, context);
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                reader.readStartArray();
                while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
                    list.add(read(reader, context));
                }
                reader.readEndArray();
                yield list;
            }
            default -> others.get(reader.getCurrentBsonType()).decode(reader, context);
        };
    }

    @Override
    public Class<Document> getEncoderClass() {
        return Document.class;
    }

    @Override
    public Document generateIdIfAbsentFromDocument(Document document) {
        return usual.generateIdIfAbsentFromDocument(document);
    }

    @Override
    public boolean documentHasId(Document document) {
        return usual.documentHasId(document);
    }

    @Override
    public BsonValue getDocumentId(Document document) {
        return usual.getDocumentId(document);
    }
}
