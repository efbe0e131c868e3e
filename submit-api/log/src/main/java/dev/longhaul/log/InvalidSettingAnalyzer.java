package dev.longhaul.log;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;

/** Says in one sentence which setting of ours is wrong and what to write, where Spring Boot would print a page. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<ConfigurationPropertiesBindException> {

    private static final String OURS = "longhaul.";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ConfigurationPropertiesBindException cause) {
        String problem = problem(cause);
        return problem == null ? null : new FailureAnalysis("Cannot start: " + problem, null, cause);
    }

    private static @Nullable String problem(ConfigurationPropertiesBindException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BindValidationException invalid) {
                return invalid(invalid.getValidationErrors());
            }
            if (cause instanceof BindException unreadable && unreadable.getProperty() != null) {
                return unreadable(unreadable.getProperty(), unreadable.getTarget().getType().toString());
            }
        }
        return null;
    }

    private static @Nullable String invalid(ValidationErrors errors) {
        String prefix = errors.getName().toString();
        if (!prefix.startsWith(OURS)) {
            return null;
        }
        return errors.getAllErrors().stream().filter(FieldError.class::isInstance).map(FieldError.class::cast)
                .map(error -> prefix + "." + kebab(error.getField()) + " is " + error.getRejectedValue() + ": it "
                        + error.getDefaultMessage() + from(Origin.from(error)))
                .collect(Collectors.joining("; "));
    }

    private static @Nullable String unreadable(ConfigurationProperty property, String type) {
        String name = property.getName().toString();
        String kind = type.substring(type.lastIndexOf('.') + 1);
        return name.startsWith(OURS)
                ? name + " is '" + property.getValue() + "': write a value of type " + kind + from(property.getOrigin())
                : null;
    }

    private static String from(@Nullable Origin origin) {
        return origin == null ? "" : " (set in " + origin + ")";
    }

    private static String kebab(String field) {
        return field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
