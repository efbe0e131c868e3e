package dev.longhaul.client;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * The NDJSON body of one bulk call.
 *
 * @param encoded
 *            one line a request, each with its line feed
 * @param allKeyed
 *            whether every line carries an idempotency key, so that the whole may be repeated
 */
record BulkBody(List<byte[]> encoded, boolean allKeyed) {

    /** Splits requests, in order, so that no part exceeds a limit; a line that alone does stands alone. */
    static List<BulkBody> split(List<JobRequest> requests, int maxLines, int maxBytes) {
        List<BulkBody> bodies = new ArrayList<>();
        List<byte[]> lines = new ArrayList<>();
        boolean keyed = true;
        long bytes = 0;
        for (JobRequest request : requests) {
            byte[] line = encode(request);
            if (!lines.isEmpty() && (lines.size() == maxLines || bytes + line.length > maxBytes)) {
                bodies.add(new BulkBody(lines, keyed));
                lines = new ArrayList<>();
                keyed = true;
                bytes = 0;
            }
            lines.add(line);
            bytes += line.length;
            keyed &= request.idempotencyKey().isPresent();
        }
        if (!lines.isEmpty()) {
            bodies.add(new BulkBody(lines, keyed));
        }
        return bodies;
    }

    private static byte[] encode(JobRequest request) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = Json.MAPPER.createGenerator(line)) {
            json.writeStartObject();
            for (Map.Entry<String, JsonNode> field : request.body().properties()) {
                json.writeName(field.getKey());
                json.writeTree(field.getValue());
            }
            request.idempotencyKey().ifPresent(key -> json.writeStringProperty("idempotency_key", key));
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    int lines() {
        return encoded.size();
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream(encoded.stream().mapToInt(line -> line.length).sum());
        encoded.forEach(all::writeBytes);
        return all.toByteArray();
    }

    BulkBody firstHalf() {
        return new BulkBody(encoded.subList(0, encoded.size() / 2), allKeyed);
    }

    BulkBody secondHalf() {
        return new BulkBody(encoded.subList(encoded.size() / 2, encoded.size()), allKeyed);
    }
}
