package dev.longhaul.api.http;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Money in the API: US dollars as a JSON number, without the zeros that say nothing. */
public final class Dollars {

    private static final int NANO = 9;

    private Dollars() {}

    /**
     * @param nanoDollars
     *            billionths of a dollar
     */
    public static BigDecimal of(long nanoDollars) {
        BigDecimal dollars = BigDecimal.valueOf(nanoDollars, NANO).stripTrailingZeros();
        return dollars.scale() < 0 ? dollars.setScale(0) : dollars;
    }

    /** Null stays null. */
    public static @Nullable BigDecimal ofNullable(@Nullable Long nanoDollars) {
        return nanoDollars == null ? null : of(nanoDollars);
    }
}
