package dev.longhaul.api.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A form as browsers and SDKs send it: multipart/form-data. */
public final class Form {

    public static final String TYPE = "multipart/form-data; boundary=--between-the-parts";
    private static final String BOUNDARY = "----between-the-parts";

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    public static Form of(String purpose, String file) {
        return new Form().field("purpose", purpose).file("in.jsonl", file.getBytes(StandardCharsets.UTF_8));
    }

    public Form field(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"\r\nContent-Type: text/plain; charset=utf-8",
                value.getBytes(StandardCharsets.UTF_8));
    }

    public Form file(String name, byte[] content) {
        return part("Content-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream", content);
    }

    public Form nameless(byte[] content) {
        return part("Content-Disposition: form-data; name=\"file\"\r\nContent-Type: application/octet-stream", content);
    }

    private Form part(String headers, byte[] content) {
        body.writeBytes((BOUNDARY + "\r\n" + headers + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** All of it. */
    public byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(body.toByteArray());
        whole.writeBytes((BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }

    /** All but the end. */
    public byte[] brokenOff() {
        byte[] whole = body.toByteArray();
        return Arrays.copyOf(whole, whole.length - 4);
    }
}
