package dev.longhaul.client.cli.batch.input;

/** How the lines of a file are to be read. */
public enum LineFormat {
    /** Found out from the file: see {@link InputFile#scan}. */
    AUTO,
    /** Each line is a prompt. */
    TEXT,
    /** Each line is a JSON object or string. */
    JSONL
}
