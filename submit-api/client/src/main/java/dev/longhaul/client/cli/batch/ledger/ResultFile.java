package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.client.cli.batch.lines.LineLog;
import dev.longhaul.client.cli.batch.lines.LineReader;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.client.cli.session.UserErrorException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The results of a run: one JSON object a line, appended as they come. Thread-safe. */
final class ResultFile implements Closeable {

    private final Path path;
    private LineLog log;

    private ResultFile(Path path, LineLog log) {
        this.path = path;
        this.log = log;
    }

    static ResultFile open(Path path) throws IOException {
        return new ResultFile(path, LineLog.open(path));
    }

    synchronized boolean isEmpty() throws IOException {
        return log.isEmpty();
    }

    synchronized void clear() throws IOException {
        log.truncate(0);
    }

    void append(Collection<ObjectNode> results) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(results.size() * 1_024);
        for (ObjectNode result : results) {
            lines.writeBytes(Session.MAPPER.writeValueAsBytes(result));
            lines.write('\n');
        }
        synchronized (this) {
            log.append(lines.toByteArray());
        }
    }

    /**
     * @throws UserErrorException
     *             when a line is not one that this command wrote
     */
    synchronized void forEach(Consumer<ResultLine> visitor) throws IOException {
        log.forEach(reader -> visitor.accept(result(reader)));
    }

    private ResultLine result(LineReader reader) {
        try {
            ResultLine line = ResultLine.of(Session.MAPPER.readTree(reader.bytes()));
            if (line.line() > 0) {
                return line;
            }
        } catch (JacksonException e) {
            // told below
        }
        throw new UserErrorException(path + " line " + reader.number()
                + " is not a result of this command, so the run cannot go on with this file. Remove that line, choose"
                + " another -o, or say --force to begin anew.");
    }

    /** Removes the other lines. Done whole or not at all, whenever the process is killed. */
    synchronized void keep(Predicate<ResultLine> wanted) throws IOException {
        rewrite(out -> log.forEach(reader -> {
            if (wanted.test(result(reader))) {
                out.write(reader.bytes());
                out.write('\n');
            }
        }));
    }

    /**
     * Puts the lines into the order of the input; holds 12 bytes a line in memory. Done whole or not at all.
     *
     * @param lastLine
     *            the highest number that there is
     */
    synchronized void order(int lastLine) throws IOException {
        long[] offsets = new long[lastLine + 1];
        int[] lengths = new int[lastLine + 1];
        log.forEach(reader -> {
            int line = result(reader).line();
            offsets[line] = reader.offset();
            lengths[line] = (int) (reader.end() - reader.offset());
        });
        rewrite(out -> {
            for (int line = 1; line <= lastLine; line++) {
                if (lengths[line] > 0) {
                    out.write(log.read(offsets[line], lengths[line]));
                }
            }
        });
    }

    @FunctionalInterface
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private void rewrite(Writing writing) throws IOException {
        Path copy = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileOutputStream file = new FileOutputStream(copy.toFile());
                OutputStream out = new BufferedOutputStream(file, 1 << 16)) {
            writing.to(out);
            out.flush();
            file.getFD().sync();
        }
        log.close();
        Files.move(copy, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        log = LineLog.open(path);
    }

    @Override
    public synchronized void close() throws IOException {
        log.sync();
        log.close();
    }
}
