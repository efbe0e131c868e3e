package dev.longhaul.embedded.mongo;

import java.nio.charset.StandardCharsets;

/**
 * The names of fields as they are read: the documents of a collection have the same few, so that nearly all are at hand
 * and no string is made. Safe for use by several threads without a lock, because a string is seen whole or not at all.
 */
final class FieldNames {

    /** A power of two. Names that meet in a place take it from each other. */
    private static final int PLACES = 2048;
    private static final int LONGEST = 32;
    private static final String[] KNOWN = new String[PLACES];

    private FieldNames() {}

    /**
     * The name that stands there in UTF-8.
     *
     * @param hash
     *            of the bytes, as {@link #hash} goes over them one by one
     */
    static String at(byte[] bytes, int from, int to, int hash) {
        int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
        String known = KNOWN[place];
        if (known != null && isSame(known, bytes, from, to)) {
            return known;
        }
        String name = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (to - from <= LONGEST) {
            KNOWN[place] = name;
        }
        return name;
    }

    static int hash(int before, byte next) {
        return 31 * before + next;
    }

    /** Never of a name that is not plain ASCII: its bytes are no characters of it. */
    private static boolean isSame(String name, byte[] bytes, int from, int to) {
        if (name.length() != to - from) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
