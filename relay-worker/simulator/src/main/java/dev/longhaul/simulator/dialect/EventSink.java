package dev.longhaul.simulator.dialect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Collects server-sent events until they are taken. Not thread-safe. */
public final class EventSink {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LINE = "\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LINES = "\n\n".getBytes(StandardCharsets.UTF_8);
    /** Gemini ends its events with these. */
    private static final byte[] CR_LINES = "\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    /** An event without a name. */
    void data(Consumer<JsonGenerator> json) {
        put(DATA);
        JsonBytes.append(bytes, json);
        put(LINES);
    }

    /** An event without a name that ends with CR LF pairs. */
    void dataWithCr(Consumer<JsonGenerator> json) {
        put(DATA);
        JsonBytes.append(bytes, json);
        put(CR_LINES);
    }

    /** An event with a name. */
    void event(String name, Consumer<JsonGenerator> json) {
        put(EVENT);
        put(name.getBytes(StandardCharsets.UTF_8));
        put(LINE);
        data(json);
    }

    /** An event whose data is not JSON. */
    void text(String data) {
        put(DATA);
        put(data.getBytes(StandardCharsets.UTF_8));
        put(LINES);
    }

    /** Everything since the last time. */
    public byte[] take() {
        var taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    private void put(byte[] part) {
        bytes.write(part, 0, part.length);
    }
}
