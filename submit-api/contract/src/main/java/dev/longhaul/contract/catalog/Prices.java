package dev.longhaul.contract.catalog;

import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.ModelNames.Resolved;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost by the catalogue's prices, in billionths of a US dollar, rounded to the nearest. Null where the
 * catalogue has no price for that day, which is not the same as free. Immutable.
 */
public final class Prices {

    /** Of millionths. */
    private static final BigDecimal NANO_DOLLARS = BigDecimal.valueOf(1_000);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final ModelNames models;

    public Prices(ModelNames models) {
        this.models = models;
    }

    /**
     * The cost of a provider's call, by the price of its target, or else of its model, when it began. Null also for one
     * without usage.
     *
     * @param model
     *            the catalogue's name
     */
    public @Nullable Long nanoDollars(String model, Attempt attempt) {
        Usage usage = attempt.usage();
        if (usage == null) {
            return null;
        }
        return models.find(model).map(asked -> answering(asked, attempt))
                .map(resolved -> nanoDollars(priceOf(resolved, attempt), attempt.startedAt(), usage)).orElse(null);
    }

    /** The model that was asked for, or the larger one that was asked instead because the prompt was too long. */
    private Resolved answering(Resolved asked, Attempt attempt) {
        String larger = asked.largerModel();
        return larger == null || target(asked, attempt).isPresent() ? asked : models.find(larger).orElse(asked);
    }

    /**
     * The cost of a call of which it is not known who answered it.
     *
     * @param model
     *            the catalogue's name
     */
    public @Nullable Long nanoDollars(String model, Instant began, Usage usage) {
        return models.find(model).map(resolved -> nanoDollars(resolved.price(), began, usage)).orElse(null);
    }

    /**
     * The most that a call can cost, whichever target of the route, or of the larger model's, answers it.
     *
     * @param model
     *            the catalogue's name
     */
    public @Nullable Long mostNanoDollars(String model, Instant began, Usage usage) {
        return models.find(model).stream()
                .flatMap(asked -> Stream.concat(Stream.of(asked),
                        Stream.ofNullable(asked.largerModel()).flatMap(larger -> models.find(larger).stream())))
                .flatMap(each -> each.route().stream()
                        .flatMap(target -> Stream.ofNullable(nanoDollars(priceOf(each, target), began, usage))))
                .max(Comparator.naturalOrder()).orElse(null);
    }

    private static @Nullable PriceList priceOf(Resolved model, Attempt attempt) {
        return target(model, attempt).map(target -> priceOf(model, target)).orElse(model.price());
    }

    private static Optional<Target> target(Resolved model, Attempt attempt) {
        return model.route().stream().filter(target -> target.provider().equals(attempt.provider())
                && Objects.equals(target.model(), attempt.model())).findFirst();
    }

    private static @Nullable PriceList priceOf(Resolved model, Target target) {
        return target.price() == null ? model.price() : target.price();
    }

    private static @Nullable Long nanoDollars(@Nullable PriceList prices, Instant began, Usage usage) {
        Price price = prices == null ? null : prices.at(began);
        if (price == null) {
            return null;
        }
        return price.rates(usage.promptTokens()).cost(usage).multiply(NANO_DOLLARS)
                .setScale(0, RoundingMode.HALF_UP).min(MOST).longValueExact();
    }
}
