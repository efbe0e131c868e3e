package dev.longhaul.store.job;

import dev.longhaul.contract.job.JobSize;

/** How long texts are in a document. */
final class TextSize {

    /** Of a request and its answer together, so that the rest of the document has room. */
    static final int MAX_BYTES = JobSize.MAX_BYTES;

    /** What is shorter than this, in chars, fits beside anything that may be recorded. */
    private static final int SHORT = 340_000;

    private TextSize() {}

    static boolean isLong(String text) {
        return text.length() > SHORT;
    }
}
