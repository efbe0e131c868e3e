package dev.longhaul.api.edge;

/** Lets so many requests a second pass for each subject: a key or an address. Thread-safe. */
@FunctionalInterface
interface RequestLimit {

    Verdict take(String subject);
}
