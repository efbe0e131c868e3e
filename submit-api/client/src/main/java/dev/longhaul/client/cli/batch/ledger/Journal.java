package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.client.cli.batch.lines.LineLog;
import dev.longhaul.client.cli.session.Session;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The journal of a run: a header, then {@link JournalEntry entries} in the order of their happening. An entry is
 * written before what it announces is done, and survives the end of this process; the header survives the end of the
 * machine too, because with it alone every submit can be repeated under the same idempotency key. Thread-safe.
 */
final class Journal implements Closeable {

    private final Path path;
    private final LineLog log;
    private long headerEnd;

    private Journal(Path path, LineLog log) {
        this.path = path;
        this.log = log;
    }

    static Journal open(Path path) throws IOException {
        return new Journal(path, LineLog.open(path));
    }

    /** The header; empty when the journal is new. */
    Optional<RunHeader> header() throws IOException {
        RunHeader[] header = new RunHeader[1];
        log.forEach(line -> {
            if (line.number() == 1) {
                JsonNode json = parsed(line.bytes());
                headerEnd = line.end();
                header[0] = RunHeader.of(json == null ? Session.MAPPER.missingNode() : json, path);
            }
        });
        return Optional.ofNullable(header[0]);
    }

    void replay(Consumer<JournalEntry> visitor) throws IOException {
        log.forEach(line -> {
            if (line.number() > 1) {
                JsonNode json = parsed(line.bytes());
                visitor.accept(Optional.ofNullable(json).flatMap(JournalEntry::of).orElseThrow(
                        () -> new IOException(path + " is damaged at line " + line.number())));
            }
        });
    }

    private static @Nullable JsonNode parsed(byte[] line) {
        try {
            return Session.MAPPER.readTree(line);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Begins anew: forgets everything before. */
    void begin(RunHeader header) throws IOException {
        log.truncate(0);
        byte[] line = line(header.json());
        log.append(line);
        log.sync();
        headerEnd = line.length;
    }

    /** Forgets the entries of a run that is over: what they say stands in its results. */
    void forgetEntries() throws IOException {
        log.truncate(headerEnd);
    }

    void append(JournalEntry entry) throws IOException {
        log.append(line(entry.json()));
    }

    private static byte[] line(ObjectNode json) {
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
