package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.chat.RawJson;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** JSON as bytes, read and written token by token. */
final class JsonBytes {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    /** What a reader does with each field of an object; the parser stands on the field's value. */
    interface FieldReader {

        void read(String name, JsonParser parser) throws BadRequest;
    }

    /** What a reader does with each object of an array; the parser stands on its start. */
    interface ElementReader {

        void read(JsonParser parser) throws BadRequest;
    }

    private JsonBytes() {}

    static byte[] write(int expectedSize, Consumer<JsonGenerator> content) {
        var out = new ByteArrayOutputStream(expectedSize);
        append(out, content);
        return out.toByteArray();
    }

    static void append(ByteArrayOutputStream out, Consumer<JsonGenerator> content) {
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        }
    }

    /** Reads a body that must be one JSON object and nothing else. */
    static void readBody(byte[] body, FieldReader fields) throws BadRequest {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRequest("The JSON body must be an object.", null);
            }
            readObject(parser, fields);
            if (parser.nextToken() != null) {
                throw new BadRequest("The JSON body has more after its end.", null);
            }
        } catch (JacksonException e) {
            throw new BadRequest("We could not parse the JSON body of your request.", null);
        }
    }

    /** Reads the fields of the object that the parser stands on, up to its end. */
    static void readObject(JsonParser parser, FieldReader fields) throws BadRequest {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new BadRequest("Invalid JSON body: expected an object where there is none.", null);
        }
        for (var name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            fields.read(name, parser);
        }
    }

    /** Reads the objects of the array that the parser stands on, up to its end. */
    static void readObjects(JsonParser parser, String name, ElementReader elements) throws BadRequest {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new BadRequest("Invalid type for '" + name + "': expected an array.", name);
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new BadRequest("Invalid type for '" + name + "': expected objects.", name);
            }
            elements.read(parser);
        }
    }

    /** Skips the object or array that the parser stands on and keeps where it stood. */
    static RawJson raw(JsonParser parser, byte[] body, String name) throws BadRequest {
        int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        // The offset is unknown (-1) when the body is not UTF-8.
        if (from < 0 || !parser.currentToken().isStructStart()) {
            throw new BadRequest("Invalid type for '" + name + "': expected an object or array in UTF-8.", name);
        }
        parser.skipChildren();
        return new RawJson(body, from, Math.toIntExact(parser.currentLocation().getByteOffset()));
    }

    static String string(JsonParser parser, String name) throws BadRequest {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadRequest("Invalid type for '" + name + "': expected a string.", name);
        }
        return parser.getString();
    }

    /** A whole number from {@code least}; JSON's null counts as {@code byDefault}. */
    static int integer(JsonParser parser, String name, int least, int byDefault) throws BadRequest {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return byDefault;
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getIntValue() < least) {
            throw new BadRequest("Invalid '" + name + "': expected an integer of at least " + least + ".", name);
        }
        return parser.getIntValue();
    }

    /** A boolean; JSON's null counts as false. */
    static boolean bool(JsonParser parser, String name) throws BadRequest {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw new BadRequest("Invalid type for '" + name + "': expected a boolean.", name);
        };
    }
}
