package dev.longhaul.api.deadletter;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.deadletter.Letter;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.ReplayItem;
import dev.longhaul.store.replay.ReplayPlan.Selected;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the jobs that a replay is to have, as they are read. Used by one thread. */
final class Selection {

    private static final int MOST = 1_000_000;
    private static final int SAMPLE = 10;
    private static final int DIGEST_BYTES = 12;

    private final ModelDirectory models;
    private final Prices prices;
    private final Instant now;
    private final Overrides overrides;
    /** That were asked for, and that there are. */
    private final Set<String> known = new HashSet<>();
    private final MessageDigest digest;
    private final List<ReplayItem> items = new ArrayList<>();
    private final List<Letter> sample = new ArrayList<>();
    private long promptTokens;
    private long completionTokens;
    private @Nullable Long nanoDollars = 0L;

    Selection(ModelDirectory models, Prices prices, Instant now, Overrides overrides) {
        this.models = models;
        this.prices = prices;
        this.now = now;
        this.overrides = overrides;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * @throws ApiException
     *             when there are too many, or the job's model is not to be had at the provider that is to be called
     */
    void add(Letter letter) {
        if (items.size() == MOST) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "The filter finds more than the " + MOST + " jobs that one replay can have: narrow it.", "filter");
        }
        String model = overrides.model(letter.model());
        if (overrides.provider() != null && known.add(model) && models.resolve(model).isEmpty()) {
            throw models.unknown(model, "overrides.provider");
        }
        items.add(new ReplayItem(letter.id(), letter.generation()));
        digest.update((letter.id() + "#" + letter.generation()).getBytes(StandardCharsets.UTF_8));
        if (sample.size() < SAMPLE) {
            sample.add(letter);
        }
        promptTokens += letter.estimate().prompt();
        completionTokens += letter.estimate().completion();
        Long cost = prices.mostNanoDollars(model, now,
                new Usage(letter.estimate().prompt(), letter.estimate().completion(), 0, 0, 0));
        nanoDollars = nanoDollars == null || cost == null ? null : nanoDollars + cost;
    }

    List<ReplayItem> items() {
        return items;
    }

    List<Letter> sample() {
        return sample;
    }

    /** To be called once, after the last was added. */
    Selected whole() {
        return new Selected("sel_" + HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES), items.size(),
                promptTokens, completionTokens, nanoDollars);
    }
}
