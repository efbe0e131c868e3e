package dev.longhaul.worker.anthropic;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes, told by its name: its generations differ, and refuse with an error what they do not take
 * (Anthropic's pages "Thinking", "Effort" and the migration guides, as of November 2026).
 *
 * @param samples
 *            whether it takes {@code temperature} and {@code top_p}
 * @param thinking
 *            how it is asked to think
 * @param efforts
 *            that it takes, the lowest first
 * @param off
 *            the type of {@code thinking} that switches it off, or nearly; null when it always thinks
 * @param forcedTools
 *            whether a tool can be forced
 * @param defaultMaxTokens
 *            of a request that names none
 */
record ClaudeModel(boolean samples, Thinking thinking, List<String> efforts, @Nullable String off, boolean forcedTools,
        long defaultMaxTokens) {

    /** How a model is asked to think. */
    enum Thinking {
        /** It cannot. */
        NEVER,
        /** By a number of tokens. */
        BUDGET,
        /** By an effort, once it is switched on. */
        ADAPTIVE,
        /** By an effort; it thinks unasked, or how it does is not known. */
        EFFORT
    }

    private static final String DISABLED = "disabled";
    private static final long SMALL = 4_096;
    /** Half of what the smallest model of these generations allows; thoughts count as well. */
    private static final long LARGE = 16_384;

    private static final List<String> TO_HIGH = List.of("low", "medium", "high");
    private static final List<String> ALL = List.of("low", "medium", "high", "xhigh", "max");
    /** {@code claude-opus-4-5-20251101}, {@code claude-3-5-sonnet-20241022}, {@code anthropic.claude-fable-5}. */
    private static final Pattern NAME = Pattern
            .compile("claude-(?:(opus|sonnet|haiku|fable|mythos)-)?(\\d{1,2})(?:-(\\d{1,2}))?(?!\\d)");

    /** Of no known generation, perhaps not Anthropic's at all: gets everything as it was asked for. */
    private static final ClaudeModel UNKNOWN = new ClaudeModel(true, Thinking.EFFORT, ALL, DISABLED, true, SMALL);

    /** The model that a provider calls by this name. */
    static ClaudeModel named(String name) {
        Matcher known = NAME.matcher(name);
        if (!known.find()) {
            return UNKNOWN;
        }
        int version = 10 * Integer.parseInt(known.group(2))
                + (known.group(3) == null ? 0 : Integer.parseInt(known.group(3)));
        return of(known.group(1) == null ? "" : known.group(1), version);
    }

    private static ClaudeModel of(String family, int version) {
        if (version < 37) {
            return new ClaudeModel(true, Thinking.NEVER, List.of(), DISABLED, true, SMALL);
        }
        if (version == 45 && family.equals("opus")) {
            return new ClaudeModel(true, Thinking.EFFORT, TO_HIGH, DISABLED, true, LARGE);
        }
        if (version < 46) {
            return new ClaudeModel(true, Thinking.BUDGET, List.of(), DISABLED, true, LARGE);
        }
        if (version == 46) {
            return new ClaudeModel(true, Thinking.ADAPTIVE, List.of("low", "medium", "high", "max"), DISABLED, true,
                    LARGE);
        }
        if (version < 50) {
            return new ClaudeModel(false, Thinking.ADAPTIVE, ALL, DISABLED, true, LARGE);
        }
        boolean free = version == 50 || family.equals("haiku");
        return new ClaudeModel(false, Thinking.EFFORT, ALL, off(family, free), free, LARGE);
    }

    private static @Nullable String off(String family, boolean free) {
        return switch (family) {
            case "sonnet" -> free ? DISABLED : "between_tools";
            case "fable", "mythos" -> null;
            default -> free ? DISABLED : null;
        };
    }
}
