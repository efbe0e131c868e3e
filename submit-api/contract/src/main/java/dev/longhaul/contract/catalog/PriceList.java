package dev.longhaul.contract.catalog;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What something costs over time. In the file it is a list of prices, or a single one.
 *
 * @param prices
 *            as the file has them, in any order
 */
@JsonDeserialize(using = PriceListReader.class)
public record PriceList(List<Price> prices) {

    private static final Comparator<Price> BY_DAY = Comparator.comparing(PriceList::firstDay);

    public PriceList {
        prices = List.copyOf(prices);
    }

    /** The newest whose day has come; null before the first. */
    @Nullable
    Price at(Instant moment) {
        LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
        return prices.stream().filter(price -> !firstDay(price).isAfter(day)).max(BY_DAY).orElse(null);
    }

    /** From when it is known at all; null when it is for ever, and when there is none. */
    public @Nullable LocalDate since() {
        return prices.stream().min(BY_DAY).map(Price::since).orElse(null);
    }

    private static LocalDate firstDay(Price price) {
        return price.since() == null ? LocalDate.MIN : price.since();
    }
}
