package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.store.experiment.Variant;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads one variant of an experiment after the other. */
final class VariantRequest {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MOST_WEIGHT = 1_000;
    private static final int SYSTEM_CHARACTERS = 100_000;
    /** These stand elsewhere, or are the client's to say. */
    private static final Set<String> NO_PARAMETERS = Set.of("model", "messages", "stream", "stream_options");

    private final byte[] body;
    private final ModelDirectory models;
    private final Allowed allowed;
    private boolean hasWeight;

    VariantRequest(byte[] body, ModelDirectory models, Allowed allowed) {
        this.body = body;
        this.models = models;
        this.allowed = allowed;
    }

    /** Whether the variant that was read last says a weight. */
    boolean hasWeight() {
        return hasWeight;
    }

    Variant read(JsonCursor at) {
        at.beginObject();
        hasWeight = false;
        String name = null;
        String model = null;
        String provider = null;
        String parameters = null;
        String system = null;
        int weight = 1;
        while (at.next() != JsonToken.END_OBJECT) {
            String field = at.name();
            at.next();
            boolean present = at.token() != JsonToken.VALUE_NULL;
            switch (field) {
                case "name" -> name = name(at);
                case "model" -> model = named(at);
                case "provider" -> provider = present ? provider(at) : null;
                case "parameters" -> parameters = present ? parameters(at) : null;
                case "system" -> system = present ? system(at) : null;
                case "weight" -> {
                    weight = (int) Check.integer(at, 1, MOST_WEIGHT);
                    hasWeight = true;
                }
                default -> throw at.unknown();
            }
        }
        if (name == null) {
            throw at.missing("name");
        }
        if (model == null) {
            throw at.missing("model");
        }
        return new Variant(name, catalogued(model, provider, at.path()), parameters, system, weight);
    }

    private static String name(JsonCursor at) {
        Check.STRING.check(at);
        if (!NAME.matcher(at.text()).matches()) {
            throw at.invalid("must have 1 to 64 letters, digits, dots, dashes and underscores");
        }
        return at.text();
    }

    private static String named(JsonCursor at) {
        Check.STRING.check(at);
        return at.text();
    }

    private String provider(JsonCursor at) {
        if (!models.providers().contains(named(at))) {
            throw at.invalid("must be one of " + String.join(", ", models.providers()));
        }
        return at.text();
    }

    private String catalogued(String model, @Nullable String provider, String path) {
        try {
            return models.resolve(provider == null ? model : ModelNames.at(model, provider), allowed).name();
        } catch (ApiException e) {
            boolean known = provider != null && models.resolve(model).isPresent();
            throw ApiException.of(e.code(), e.message(), path + (known ? ".provider" : ".model"));
        }
    }

    private static @Nullable String system(JsonCursor at) {
        Check.STRING.check(at);
        if (at.text().isEmpty() || at.text().length() > SYSTEM_CHARACTERS) {
            throw at.invalid("must have 1 to " + SYSTEM_CHARACTERS + " characters");
        }
        return at.text();
    }

    /** Checks parameters as those of a request are, and gives their text. */
    private @Nullable String parameters(JsonCursor at) {
        int start = at.position();
        at.beginObject();
        boolean some = false;
        while (at.next() != JsonToken.END_OBJECT) {
            String field = at.name();
            at.next();
            if (NO_PARAMETERS.contains(field) || OwnFields.has(field)) {
                throw at.invalid("cannot be changed by a variant");
            }
            SubmissionReader.checkField(field, at);
            some = true;
        }
        return some ? new String(body, start, at.position() + 1 - start, StandardCharsets.UTF_8) : null;
    }
}
