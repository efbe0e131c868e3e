package dev.longhaul.store.batch;

import org.jspecify.annotations.Nullable;

/**
 * How far a batch has come.
 *
 * @param total
 *            lines of its file; 0 until it is checked
 * @param model
 *            the one that all lines name; null when they differ
 * @param submitted
 *            lines that were submitted or refused
 * @param offset
 *            where the next of them begins in the file, in bytes
 * @param mark
 *            all lines before this one have ended: whoever goes on need not look at them again
 * @param completed
 *            lines that were seen to have an answer
 * @param failed
 *            lines that were seen to have ended without
 * @param settledCompleted
 *            those of the completed that stand before the mark
 * @param settledFailed
 *            those of the failed that stand before the mark
 */
public record BatchProgress(int total, @Nullable String model, int submitted, long offset, int mark, int completed,
        int failed, int settledCompleted, int settledFailed) {

    public static final BatchProgress NONE = new BatchProgress(0, null, 0, 0, 0, 0, 0, 0, 0);

    /** Of a file that was found good. */
    public static BatchProgress checked(int total, @Nullable String model) {
        return new BatchProgress(total, model, 0, 0, 0, 0, 0, 0, 0);
    }

    /** The same after more lines have gone out. */
    public BatchProgress submittedTo(int line, long nextOffset) {
        return new BatchProgress(total, model, line, nextOffset, mark, completed, failed, settledCompleted,
                settledFailed);
    }

    /** The same with what was seen of the lines. */
    public BatchProgress seen(int newMark, int newCompleted, int newFailed, int newSettledCompleted,
            int newSettledFailed) {
        return new BatchProgress(total, model, submitted, offset, newMark, newCompleted, newFailed,
                newSettledCompleted, newSettledFailed);
    }
}
