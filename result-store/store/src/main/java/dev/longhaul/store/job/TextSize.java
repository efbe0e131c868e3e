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

    /** Its length in UTF-8, without making a copy of it. */
    static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each < 0x80) {
                bytes++;
            } else if (each < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(each) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
