package dev.longhaul.client.cli.batch.input;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds custom_ids that stand on several lines, at eight bytes a line: it keeps hashes only, so what it finds is to be
 * held against the names themselves. Not thread-safe.
 */
final class CustomIds {

    private long[] hashes = new long[1_024];
    private int size;

    void add(String customId) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        hashes[size++] = hash(customId);
    }

    /** Hashes that came more than once: nearly always those of equal names. */
    Set<Long> repeated() {
        long[] sorted = Arrays.copyOf(hashes, size);
        Arrays.sort(sorted);
        Set<Long> repeated = new HashSet<>();
        for (int i = 1; i < size; i++) {
            if (sorted[i] == sorted[i - 1]) {
                repeated.add(sorted[i]);
            }
        }
        return repeated;
    }

    /** FNV-1a over the characters, then mixed so that close names do not stay close. */
    static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
        return hash ^ (hash >>> 29);
    }
}
