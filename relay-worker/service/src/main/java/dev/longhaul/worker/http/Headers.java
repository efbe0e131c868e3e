package dev.longhaul.worker.http;

import org.jspecify.annotations.Nullable;

/** The headers of an answer. */
@FunctionalInterface
public interface Headers {

    /** The first value of a header, whatever the case of its name; null when there is none. */
    @Nullable
    String get(String name);
}
