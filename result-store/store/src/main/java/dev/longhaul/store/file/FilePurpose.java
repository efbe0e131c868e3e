package dev.longhaul.store.file;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a file is for. */
public enum FilePurpose {

    /** The lines of a batch, uploaded by a client. */
    BATCH,
    /** What became of the lines of a batch. */
    BATCH_OUTPUT;

    /** The name in documents and the API: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<FilePurpose> fromWire(String wire) {
        return Arrays.stream(values()).filter(purpose -> purpose.wire().equals(wire)).findFirst();
    }
}
