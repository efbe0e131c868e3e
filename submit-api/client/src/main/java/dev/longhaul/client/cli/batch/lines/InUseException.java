package dev.longhaul.client.cli.batch.lines;

import java.io.IOException;
import java.nio.file.Path;

/** Another process writes the file. */
public final class InUseException extends IOException {

    private static final long serialVersionUID = 1L;

    InUseException(Path path) {
        super(path + " is being written by another run");
    }
}
