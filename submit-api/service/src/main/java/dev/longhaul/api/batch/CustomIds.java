package dev.longhaul.api.batch;

import dev.longhaul.api.request.BatchLine;
import dev.longhaul.api.request.BatchLine.WrongLine;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.file.StoredFile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The custom ids of lines of which neither a job nor a refusal is on record. They are read from the file, from the
 * first that is asked for; so they are asked for in ascending order. For one thread.
 */
final class CustomIds {

    private final BatchParts parts;
    private final Batch batch;
    private @Nullable LineReader lines;
    private boolean fileIsGone;
    private int at;

    CustomIds(BatchParts parts, Batch batch) {
        this.parts = parts;
        this.batch = batch;
    }

    /** Null when the file is gone. */
    @Nullable
    String of(int line) {
        LineReader reader = open(line);
        if (reader == null) {
            return null;
        }
        while (at < line && reader.next()) {
            at++;
        }
        if (!reader.next()) {
            return null;
        }
        at++;
        try {
            return BatchLine.read(reader.bytes(), reader.length()).customId();
        } catch (WrongLine e) {
            throw new IllegalStateException(batch.id() + " has another line than when it was checked", e);
        }
    }

    private @Nullable LineReader open(int line) {
        if (lines == null && !fileIsGone) {
            Optional<StoredFile> file = parts.files().find(batch.order().tenant(), batch.order().inputFile());
            fileIsGone = file.isEmpty();
            boolean behind = line >= batch.progress().submitted();
            at = behind ? batch.progress().submitted() : 0;
            lines = file.map(found -> parts.lines(found, behind ? batch.progress().offset() : 0)).orElse(null);
        }
        return lines;
    }
}
