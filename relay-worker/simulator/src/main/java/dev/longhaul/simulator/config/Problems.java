package dev.longhaul.simulator.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects what is wrong with a configuration, so that one reading names all of it. */
final class Problems {

    private final List<InvalidConfig.Problem> found;
    private final String prefix;

    Problems() {
        this(new ArrayList<>(), "");
    }

    private Problems(List<InvalidConfig.Problem> found, String prefix) {
        this.found = found;
        this.prefix = prefix;
    }

    /** The same collection for the fields below one field. */
    Problems in(String field) {
        return new Problems(found, prefix + field + ".");
    }

    void require(boolean holds, String field, String otherwise) {
        if (!holds) {
            found.add(new InvalidConfig.Problem(prefix + field, otherwise));
        }
    }

    void between(double value, double least, double most, String field) {
        require(value >= least && value <= most, field,
                String.format(Locale.ROOT, "must be from %s to %s, is %s", plain(least), plain(most), plain(value)));
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidConfig(found);
        }
    }

    private static String plain(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }
}
