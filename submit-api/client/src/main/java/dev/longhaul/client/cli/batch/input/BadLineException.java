package dev.longhaul.client.cli.batch.input;

/** A line that cannot become a request. The message says what is wrong and what to do, without the number. */
final class BadLineException extends Exception {

    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
        super(message);
    }
}
