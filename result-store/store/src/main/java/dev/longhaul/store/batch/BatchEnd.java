package dev.longhaul.store.batch;

import dev.longhaul.contract.message.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a batch.
 *
 * @param completed
 *            lines of the output file
 * @param failed
 *            lines of the error file
 * @param outputFile
 *            the id of the file with the lines that have answers; null when none has
 * @param errorFile
 *            the id of the file with the others; null when there are none
 * @param usage
 *            of all answers together
 * @param problems
 *            what is wrong with its input
 */
public record BatchEnd(int completed, int failed, @Nullable String outputFile, @Nullable String errorFile, Usage usage,
        List<Problem> problems) {

    private static final Usage NOTHING = new Usage(0, 0, 0, 0);

    /** Of a batch whose file is no good. */
    public static BatchEnd failed(List<Problem> problems) {
        return new BatchEnd(0, 0, null, null, NOTHING, problems);
    }

    /**
     * What is wrong with a file.
     *
     * @param line
     *            from 1; null when it is not about one line
     * @param param
     *            the field of the line; null when it is not about one
     */
    public record Problem(String code, @Nullable Integer line, String message, @Nullable String param) {}
}
