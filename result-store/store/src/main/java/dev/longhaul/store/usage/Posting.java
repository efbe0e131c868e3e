package dev.longhaul.store.usage;

import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.plan.Period;
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
record Posting(String id, Document names, long requests, Usage usage, long nanoDollars) {

    private static final String NONE = "";

    /**
     * Sums spendings by day, model, key and batch, by the periods of the tenant and of the key, and by experiment.
     */
    static List<Posting> of(List<Spending> spendings, Function<String, ZoneId> zones) {
        Map<String, Posting> sums = new HashMap<>();
        for (Spending each : spendings) {
            Spending.Share share = each.experiment();
            if (share != null) {
                add(sums, experiment(share.experiment()), new Document(), each.usage(), share.nanoDollars());
            }
            if (!each.answered()) {
                continue;
            }
            ZoneId zone = zones.apply(each.tenant());
            String day = Period.DAY.at(each.at(), zone);
            String key = Objects.requireNonNullElse(each.keyId(), NONE);
            String batch = Objects.requireNonNullElse(each.batch(), NONE);
            // the model last: it alone may hold the separator
            add(sums, String.join("|", each.tenant(), day, key, batch, each.model()),
                    new Document("tenant", each.tenant()).append("day", day).append("key", key).append("batch", batch)
                            .append("model", each.model()),
                    each);
            for (Period period : Period.values()) {
                String name = period.at(each.at(), zone);
                add(sums, total(each.tenant(), null, name), new Document(), each);
                if (each.keyId() != null) {
                    add(sums, total(each.tenant(), each.keyId(), name), new Document(), each);
                }
            }
        }
        return List.copyOf(sums.values());
    }

    /** The id of the document that sums all that a tenant, or one of its keys, uses in a period. */
    static String total(String tenant, @Nullable String keyId, String period) {
        return keyId == null ? tenant + "|" + period : tenant + "|" + keyId + "|" + period;
    }

    /** The id of the document that sums all that the jobs of an experiment use. */
    static String experiment(String id) {
        return "experiment|" + id;
    }

    private static void add(Map<String, Posting> sums, String id, Document names, Spending spending) {
        add(sums, id, names, spending.usage(), spending.nanoDollars());
    }

    private static void add(Map<String, Posting> sums, String id, Document names, Usage usage, long nanoDollars) {
        sums.merge(id, new Posting(id, names, 1, usage, nanoDollars),
                (sum, one) -> new Posting(id, names, sum.requests + one.requests, sum.usage.plus(one.usage),
                        sum.nanoDollars + one.nanoDollars));
    }

    Document toDocument() {
        return new Document("id", id).append("names", names).append("amounts", amounts());
    }

    /** The numbers to add. */
    Document amounts() {
        return new Document("requests", requests).append("prompt", usage.promptTokens())
                .append("completion", usage.completionTokens()).append("cached", usage.cachedTokens())
                .append("reasoning", usage.reasoningTokens()).append("cost", nanoDollars);
    }

    static Posting fromDocument(Document document) {
        Document amounts = document.get("amounts", Document.class);
        return new Posting(document.getString("id"), document.get("names", Document.class),
                amounts.getLong("requests"), usage(amounts), amounts.getLong("cost"));
    }

    /** Reads the numbers of a document of the ledger. */
    static Usage usage(Document amounts) {
        return new Usage(amounts.getLong("prompt"), amounts.getLong("completion"), amounts.getLong("cached"),
                amounts.getLong("reasoning"));
    }
}
