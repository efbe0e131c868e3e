package dev.longhaul.client.cli.batch.input;

import dev.longhaul.client.cli.batch.lines.LineReader;
import dev.longhaul.client.cli.session.UserErrorException;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a file that was scanned, one after the other. Not thread-safe. */
public final class PreparedLines implements Closeable {

    private final InputFile file;
    private final LineReader reader;
    private final LineRequests requests;

    PreparedLines(InputFile file, LineReader reader) {
        this.file = file;
        this.reader = reader;
        this.requests = new LineRequests(file.defaults());
    }

    /**
     * The next line that is not blank; null behind the last one of the scan, even when the file has grown.
     *
     * @throws UserErrorException
     *             when the line is not as it was at the scan
     */
    public @Nullable PreparedLine next() throws IOException {
        while (reader.number() < file.lastLine() && reader.next()) {
            byte[] line = reader.bytes();
            if (!isBlank(line)) {
                return prepared(line);
            }
        }
        return null;
    }

    private PreparedLine prepared(byte[] line) {
        int number = reader.number();
        try {
            return file.format() == LineFormat.TEXT
                    ? requests.fromText(number, line)
                    : requests.fromJson(number, line, LineRequests.parse(line));
        } catch (BadLineException e) {
            throw new UserErrorException(
                    file.path() + " was changed while it was read: line " + number + ": " + e.getMessage(), e);
        }
    }

    static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
