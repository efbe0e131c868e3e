package dev.longhaul.contract.catalog;

import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in a sentence for an admin why a catalogue could not be read: key, what is wrong, what to do, line. */
final class ReadFault {

    static final String NO_CATALOGUE = "is no catalogue: it needs version, providers and models";

    private ReadFault() {}

    static String sentence(JacksonException e) {
        String key = key(e);
        String line = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
        return (key.isEmpty() ? "" : key + ": ") + fault(e) + line;
    }

    private static String key(JacksonException e) {
        StringBuilder key = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                key.append('[').append(step.getIndex()).append(']');
            } else {
                key.append(key.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return key.toString();
    }

    private static String fault(JacksonException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown -> "is not a key of this place: use one of "
                    + new TreeSet<>(unknown.getKnownPropertyIds().stream().map(String::valueOf).toList())
                    + " or remove it";
            case InvalidNullException empty -> "is empty: fill it in or remove it";
            case InvalidFormatException wrong when wrong.getTargetType() == ProviderPreset.class ->
                ProviderPreset.fault(String.valueOf(wrong.getValue()));
            case InvalidFormatException wrong -> "'" + wrong.getValue() + "' is not " + expected(wrong.getTargetType());
            case MismatchedInputException whole when whole.getPath().isEmpty() -> NO_CATALOGUE;
            case MismatchedInputException wrong -> "has the wrong form: write " + expected(wrong.getTargetType());
            default -> e.getOriginalMessage().lines().findFirst().orElse("is not YAML");
        };
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants()).map(Object::toString)
                    .map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list, each entry behind a dash";
        }
        if (type == int.class || type == Integer.class) {
            return "a whole number";
        }
        if (type == BigDecimal.class) {
            return "a number";
        }
        if (type == LocalDate.class) {
            return "a day as in 2026-01-31";
        }
        if (type == URI.class) {
            return "an address such as https://api.openai.com/v1";
        }
        return type == String.class ? "text" : "keys with values, indented below it";
    }
}
