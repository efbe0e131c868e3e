package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.store.experiment.Experiment.Design;
import dev.longhaul.store.experiment.Mode;
import dev.longhaul.store.experiment.Variant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads what a caller wants to compare. */
public final class ExperimentRequest {

    private static final int NAME_CHARACTERS = 128;
    private static final int MOST_VARIANTS = 10;
    private static final double LEAST_SAMPLE = 0.000_001;
    private static final double NANO = 1e9;
    /** Where a job's bucket may be taken from. */
    private static final Pattern BUCKETS = Pattern.compile("user|custom_id|metadata\\..{1,64}", Pattern.DOTALL);

    private final VariantRequest variantRequest;
    private final List<Variant> variants = new ArrayList<>();
    private @Nullable String name;
    private @Nullable Mode mode;
    private double sample = 1;
    private @Nullable String bucketBy;
    private @Nullable Long maxNanoDollars;
    private @Nullable String weighted;

    private ExperimentRequest(byte[] body, ModelDirectory models, Allowed allowed) {
        this.variantRequest = new VariantRequest(body, models, allowed);
    }

    /**
     * @param allowed
     *            which models the caller may ask for
     * @throws ApiException
     *             that says what is wrong and where
     */
    public static Design read(byte[] body, ModelDirectory models, Allowed allowed) {
        ExperimentRequest request = new ExperimentRequest(body, models, allowed);
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                request.take(field, at);
            }
            Design design = request.whole(at);
            at.end();
            return design;
        }
    }

    private void take(String field, JsonCursor at) {
        switch (field) {
            case "name" -> {
                Check.STRING.check(at);
                name = at.text();
                if (name.isBlank() || name.length() > NAME_CHARACTERS) {
                    throw at.invalid("must have 1 to " + NAME_CHARACTERS + " characters");
                }
            }
            case "mode" -> {
                Check.STRING.check(at);
                mode = Mode.fromWire(at.text()).orElseThrow(() -> at.invalid("must be share or paired"));
            }
            case "variants" -> variants(at);
            case "sample" -> {
                Check.number(LEAST_SAMPLE, 1).check(at);
                sample = at.number();
            }
            case "bucket_by" -> bucketBy = at.token() == JsonToken.VALUE_NULL ? null : bucketBy(at);
            case "max_cost_usd" -> maxNanoDollars = at.token() == JsonToken.VALUE_NULL ? null : dollars(at);
            default -> throw at.unknown();
        }
    }

    private void variants(JsonCursor at) {
        if (at.token() != JsonToken.START_ARRAY) {
            throw at.invalid("must be a list of variants");
        }
        Set<String> names = new HashSet<>();
        while (at.next() != JsonToken.END_ARRAY) {
            if (variants.size() == MOST_VARIANTS) {
                throw at.invalid("is one more than the " + MOST_VARIANTS + " that are allowed");
            }
            String path = at.path();
            Variant variant = variantRequest.read(at);
            if (!names.add(variant.name())) {
                throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                        "'" + path + ".name' is '" + variant.name()
                                + "' as that of another variant: give each a name of its own.",
                        path + ".name");
            }
            if (variantRequest.hasWeight() && weighted == null) {
                weighted = path + ".weight";
            }
            variants.add(variant);
        }
        if (variants.size() < 2) {
            throw at.invalid("must have at least 2 elements: a comparison is between two");
        }
    }

    private static String bucketBy(JsonCursor at) {
        Check.STRING.check(at);
        String text = at.text();
        if (!BUCKETS.matcher(text).matches()) {
            throw at.invalid("must be user, custom_id or metadata.<key>; leave it out to take each job by itself");
        }
        return text;
    }

    private static long dollars(JsonCursor at) {
        if (at.token().isNumeric()) {
            double nanoDollars = at.number() * NANO;
            if (nanoDollars >= 1 && nanoDollars <= Budget.MAX_NANO_DOLLARS) {
                return Math.round(nanoDollars);
            }
        }
        throw at.invalid("must be a number of US dollars above 0, up to 100000000");
    }

    private Design whole(JsonCursor at) {
        if (name == null) {
            throw at.missing("name");
        }
        if (mode == null) {
            throw at.missing("mode");
        }
        if (variants.isEmpty()) {
            throw at.missing("variants");
        }
        if (mode == Mode.PAIRED && weighted != null) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'" + weighted
                    + "' is for the mode 'share' alone: in a paired experiment every variant runs each prompt.",
                    weighted);
        }
        return new Design(name, mode, variants, sample, bucketBy, maxNanoDollars);
    }
}
