package dev.longhaul.store.usage;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.job.JobSpending;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The usage ledger: a document for each day, model, provider, key and batch, and one for each period of a tenant and of
 * a key. Thread-safe.
 */
public final class UsageStore {

    static final String COLLECTION = "usage";

    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String DAY = "day";
    private static final String TOLD = "told";

    private final MongoDatabase database;
    private final JobSpending jobs;
    private final Clock clock;
    private final MongoCollection<Document> usage;

    public UsageStore(MongoDatabase database, JobSpending jobs, Clock clock) {
        this.database = database;
        this.jobs = jobs;
        this.clock = clock;
        this.usage = database.getCollection(COLLECTION);
    }

    /** Creates the index that lists go by. */
    public void createIndexes() {
        StoreCall.of(() -> usage.createIndex(Indexes.ascending(TENANT, DAY)));
    }

    /**
     * A writer of the ledger.
     *
     * @param zones
     *            a tenant's time zone, in which its days begin
     * @param writer
     *            unique to this one, also among those of earlier processes; letters and digits
     */
    public UsageLedger ledger(Function<String, ZoneId> zones, String writer) {
        return new UsageLedger(database, jobs, clock, zones, writer);
    }

    /**
     * Hands a tenant's usage to the reader, in no order.
     *
     * @param from
     *            the first day, as {@code 2026-11-25}
     * @param to
     *            the last day
     */
    public void rows(String tenant, String from, String to, Consumer<UsageRow> reader) {
        StoreCall.of(() -> {
            usage.find(Filters.and(Filters.eq(TENANT, tenant), Filters.gte(DAY, from), Filters.lte(DAY, to)))
                    .forEach(document -> reader.accept(row(document)));
            return true;
        });
    }

    private static UsageRow row(Document document) {
        Posting figures = Posting.of(document.getString(ID), document, document);
        return new UsageRow(document.getString(TENANT), document.getString(DAY), document.getString("model"),
                document.getString("provider"), emptyAsNull(document.getString("key")),
                emptyAsNull(document.getString("batch")), figures.answered(), figures.duplicate(),
                figures.possiblyBilled());
    }

    private static @Nullable String emptyAsNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** What tenants and keys have spent in periods; one that is missing has spent nothing. */
    public Map<Account, Spent> spent(Collection<Account> accounts) {
        Map<String, Account> byId = new HashMap<>();
        accounts.forEach(account -> byId.put(account.id(), account));
        return StoreCall.of(() -> {
            Map<Account, Spent> spent = new HashMap<>();
            usage.find(Filters.in(ID, byId.keySet()))
                    .projection(Projections.include("prompt", "completion", "cached", "reasoning", "cost", TOLD))
                    .forEach(document -> {
                        Account account = byId.get(document.getString(ID));
                        if (account != null) {
                            Figure used = Posting.of(document.getString(ID), document, document).answered();
                            spent.put(account,
                                    new Spent(new Spend(used.usage().totalTokens(), used.nanoDollars()),
                                            document.getInteger(TOLD, 0)));
                        }
                    });
            return spent;
        });
    }

    /** What the jobs of an experiment have cost that have ended, in billionths of a US dollar. */
    public long spentByExperiment(String experiment) {
        return StoreCall.of(() -> {
            Document sum = usage.find(Filters.eq(ID, Posting.experiment(experiment)))
                    .projection(Projections.include("cost")).first();
            return sum == null ? 0 : sum.getLong("cost");
        });
    }

    /**
     * Notes that an owner was told how far a budget is spent.
     *
     * @return false when that was told before
     */
    public boolean tell(Account account, int percent) {
        return StoreCall.of(() -> usage
                .updateOne(Filters.and(Filters.eq(ID, account.id()), Filters.not(Filters.gte(TOLD, percent))),
                        Updates.set(TOLD, percent))
                .getMatchedCount() == 1);
    }

    /**
     * A tenant, or one of its keys, in a period.
     *
     * @param keyId
     *            null for all that the tenant uses
     * @param name
     *            of the period, see {@link Period#at}
     */
    public record Account(String tenant, @Nullable String keyId, Period period, String name) {

        String id() {
            return Posting.total(tenant, keyId, name);
        }
    }

    /**
     * What was spent.
     *
     * @param told
     *            the percentage of a budget that its owner was told of last
     */
    public record Spent(Spend spend, int told) {}
}
