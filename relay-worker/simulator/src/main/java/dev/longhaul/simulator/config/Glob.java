package dev.longhaul.simulator.config;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Patterns in which {@code *} stands for any characters, or none. */
public final class Glob {

    private Glob() {}

    /** What the pattern matches; null matches everything. */
    public static Predicate<String> of(@Nullable String pattern) {
        if (pattern == null || pattern.equals("*")) {
            return text -> true;
        }
        if (pattern.indexOf('*') < 0) {
            return pattern::equals;
        }
        var regex = Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate();
    }
}
