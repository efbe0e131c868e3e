package dev.longhaul.store.usage;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.store.job.Extra;
import dev.longhaul.store.job.Spending;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What an entry adds to one document of the ledger.
 *
 * @param id
 *            of the document
 * @param names
 *            what the document is about, written with it for whoever lists
 */
record Posting(String id, Document names, Figure answered, Figure duplicate, Figure possiblyBilled) {

    private static final String NONE = "";
    private static final String ANSWERED = "";
    private static final String DUPLICATE = "duplicate_";
    private static final String POSSIBLY_BILLED = "possibly_billed_";

    /**
     * Sums spendings by day, model, provider, key and batch, by the periods of the tenant and of the key, and by
     * experiment; extras by the former alone: budgets count answers.
     */
    static List<Posting> of(List<Spending> spendings, List<Extra> extras, Function<String, ZoneId> zones) {
        Map<String, Posting> sums = new HashMap<>();
        for (Spending each : spendings) {
            Spending.Share share = each.experiment();
            if (share != null) {
                add(sums, empty(experiment(share.experiment()), new Document())
                        .answering(new Figure(1, each.usage(), share.nanoDollars())));
            }
            if (!each.answered()) {
                continue;
            }
            ZoneId zone = zones.apply(each.tenant());
            Figure figure = new Figure(1, each.usage(), each.nanoDollars());
            add(sums, row(each.tenant(), Period.DAY.at(each.at(), zone), each.keyId(), each.batch(), each.provider(),
                    each.model()).answering(figure));
            for (Period period : Period.values()) {
                String name = period.at(each.at(), zone);
                add(sums, empty(total(each.tenant(), null, name), new Document()).answering(figure));
                if (each.keyId() != null) {
                    add(sums, empty(total(each.tenant(), each.keyId(), name), new Document()).answering(figure));
                }
            }
        }
        for (Extra each : extras) {
            add(sums, row(each.tenant(), each.day(), each.keyId(), each.batch(), each.provider(), each.model())
                    .with(each));
        }
        return List.copyOf(sums.values());
    }

    private static Posting row(String tenant, String day, @Nullable String keyId, @Nullable String batch,
            @Nullable String provider, String model) {
        String key = Objects.requireNonNullElse(keyId, NONE);
        String batchOrNone = Objects.requireNonNullElse(batch, NONE);
        Document names = new Document("tenant", tenant).append("day", day).append("key", key)
                .append("batch", batchOrNone).append("model", model);
        String about = String.join("|", tenant, day, key, batchOrNone);
        // the model last: it alone may hold the separator. Without a provider the id is that of earlier releases
        return provider == null
                ? empty(about + "|" + model, names)
                : empty(about + "||" + provider + "|" + model, names.append("provider", provider));
    }

    private static Posting empty(String id, Document names) {
        return new Posting(id, names, Figure.NOTHING, Figure.NOTHING, Figure.NOTHING);
    }

    private Posting answering(Figure figure) {
        return new Posting(id, names, figure, duplicate, possiblyBilled);
    }

    private Posting with(Extra extra) {
        Figure figure = new Figure(extra.count(), extra.usage(), extra.nanoDollars());
        return switch (extra.kind()) {
            case DUPLICATE -> new Posting(id, names, answered, figure, possiblyBilled);
            case POSSIBLY_BILLED -> new Posting(id, names, answered, duplicate, figure);
        };
    }

    /** The id of the document that sums all that a tenant, or one of its keys, uses in a period. */
    static String total(String tenant, @Nullable String keyId, String period) {
        return keyId == null ? tenant + "|" + period : tenant + "|" + keyId + "|" + period;
    }

    /** The id of the document that sums all that the jobs of an experiment use. */
    static String experiment(String id) {
        return "experiment|" + id;
    }

    private static void add(Map<String, Posting> sums, Posting posting) {
        sums.merge(posting.id, posting, (sum, one) -> new Posting(sum.id, sum.names, sum.answered.plus(one.answered),
                sum.duplicate.plus(one.duplicate), sum.possiblyBilled.plus(one.possiblyBilled)));
    }

    Document toDocument() {
        return new Document("id", id).append("names", names).append("amounts", amounts());
    }

    /** The numbers to add. */
    Document amounts() {
        Document amounts = new Document();
        append(amounts, ANSWERED, answered);
        if (!duplicate.isNothing()) {
            append(amounts, DUPLICATE, duplicate);
        }
        if (!possiblyBilled.isNothing()) {
            append(amounts, POSSIBLY_BILLED, possiblyBilled);
        }
        return amounts;
    }

    private static void append(Document amounts, String prefix, Figure figure) {
        Usage usage = figure.usage();
        amounts.append(prefix + "requests", figure.count()).append(prefix + "prompt", usage.promptTokens())
                .append(prefix + "completion", usage.completionTokens())
                .append(prefix + "cached", usage.cachedTokens())
                .append(prefix + "reasoning", usage.reasoningTokens()).append(prefix + "cost", figure.nanoDollars());
    }

    static Posting fromDocument(Document document) {
        return of(document.getString("id"), document.get("names", Document.class),
                document.get("amounts", Document.class));
    }

    /**
     * @param amounts
     *            a document of the ledger, or what is to be added to one
     */
    static Posting of(String id, Document names, Document amounts) {
        return new Posting(id, names, figure(amounts, ANSWERED), figure(amounts, DUPLICATE),
                figure(amounts, POSSIBLY_BILLED));
    }

    private static Figure figure(Document amounts, String prefix) {
        return new Figure(number(amounts, prefix + "requests"),
                new Usage(number(amounts, prefix + "prompt"), number(amounts, prefix + "completion"),
                        number(amounts, prefix + "cached"), number(amounts, prefix + "reasoning")),
                number(amounts, prefix + "cost"));
    }

    /** Absent where nothing was ever added. */
    private static long number(Document amounts, String field) {
        return Objects.requireNonNullElse(amounts.getLong(field), 0L);
    }
}
