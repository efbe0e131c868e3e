package dev.longhaul.client.cli.batch.lines;

import java.io.IOException;

/** A line is longer than the reader takes. */
public final class LineTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    LineTooLongException(int number, int max) {
        super("line " + number + " is longer than " + (max >> 20) + " MiB");
    }
}
