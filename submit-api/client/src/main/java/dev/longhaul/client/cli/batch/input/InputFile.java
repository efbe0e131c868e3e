package dev.longhaul.client.cli.batch.input;

import dev.longhaul.client.cli.batch.lines.LineReader;
import dev.longhaul.client.cli.batch.lines.LineTooLongException;
import dev.longhaul.client.cli.session.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A prompt file that was found to be right from first to last line.
 *
 * @param path
 *            where it is
 * @param format
 *            TEXT or JSONL
 * @param defaults
 *            for its lines
 * @param prompts
 *            how many are wanted: lines that are not blank, up to a limit
 * @param lastLine
 *            the number of the last of them
 * @param linesOfFile
 *            the number of the last line that is not blank, whatever the limit
 * @param sha256
 *            of the content, in hex
 */
public record InputFile(Path path, LineFormat format, LineDefaults defaults, int prompts, int lastLine,
        int linesOfFile, String sha256) {

    /**
     * Reads the file once, without keeping it, and checks every line, so that nothing is submitted of a file with a
     * mistake in it. With {@link LineFormat#AUTO} a {@code .txt} file is text; another is JSON lines when every line
     * that is not blank is a JSON object or string, and text when none is an object; with both it is refused, because a
     * broken JSON line is not to be taken, and paid, for a prompt.
     *
     * @param limit
     *            how many prompts are wanted, from the first; all are checked
     * @throws UserErrorException
     *             naming file, lines and what to do
     */
    public static InputFile scan(Path path, LineFormat format, LineDefaults defaults, int limit) {
        if (!Files.isRegularFile(path)) {
            throw new UserErrorException(path + (Files.exists(path)
                    ? " is not a file. A run reads its input twice, so save it to a file first."
                    : " does not exist. Check the path of the prompt file."));
        }
        try {
            return new InputScan(path, format, defaults, limit).run();
        } catch (LineTooLongException e) {
            throw new UserErrorException(path + ": " + e.getMessage() + ". Is it one prompt a line?", e);
        } catch (IOException e) {
            throw new UserErrorException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** Whether no limit leaves lines out. */
    public boolean isWhole() {
        return lastLine == linesOfFile;
    }

    /** Begins to read the lines once more, now to submit them. */
    public PreparedLines open() throws IOException {
        return new PreparedLines(this, new LineReader(Files.newInputStream(path)));
    }
}
