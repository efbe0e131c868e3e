package dev.longhaul.worker.gemini;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name tells of what it takes: generations of Gemini differ in how they think. A name without a version,
 * such as {@code gemini-flash-latest}, means the newest.
 */
record GeminiModel(Thinking thinking, boolean pro) {

    /** How a model is told how much to think. */
    enum Thinking {
        /** It does not think. */
        NEVER,
        /** By a number of tokens: Gemini 2.5. */
        BUDGET,
        /** By a level: Gemini 3 and later. */
        LEVEL
    }

    private static final Pattern VERSION = Pattern.compile("gemini-(\\d+)(?:\\.(\\d+))?");

    static GeminiModel of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new GeminiModel(thinking(lower), lower.contains("-pro"));
    }

    private static Thinking thinking(String name) {
        Matcher version = VERSION.matcher(name);
        if (!version.find()) {
            return name.contains("gemini") ? Thinking.LEVEL : Thinking.NEVER;
        }
        int major = Integer.parseInt(version.group(1));
        if (major != 2) {
            return major > 2 ? Thinking.LEVEL : Thinking.NEVER;
        }
        return "5".equals(version.group(2)) ? Thinking.BUDGET : Thinking.NEVER;
    }

    /** Whether it refuses a function call of the past that has no thought signature. */
    boolean wantsSignatures() {
        return thinking == Thinking.LEVEL;
    }
}
