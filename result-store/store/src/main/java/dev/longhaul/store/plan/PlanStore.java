package dev.longhaul.store.plan;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.PushOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Budget.WhenSpent;
import dev.longhaul.contract.plan.Quota;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The tenants' plans. One document a tenant holds the plan and its latest changes, so that no plan changes without a
 * word of who did it and why. Thread-safe.
 */
public final class PlanStore {

    private static final String COLLECTION = "tenants";
    private static final String ID = "_id";
    private static final String PLAN = "plan";
    private static final String REVISION = "revision";
    private static final String CHANGED_AT = "changedAt";
    private static final String CHANGES = "changes";
    private static final String CACHE = "cache";
    private static final String KEYS = "keys";
    private static final String KEY = "key";
    private static final String PROVIDERS = "allowedProviders";
    private static final String RETENTION = "retentionDays";
    private static final String REGIONS = "allowedRegions";
    /** Kept of each tenant. */
    private static final int MOST_CHANGES = 100;

    private final MongoCollection<Document> tenants;
    private final Clock clock;

    public PlanStore(MongoDatabase database, Clock clock) {
        this.tenants = database.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** Creates the index that dispatchers find changes by. */
    public void createIndexes() {
        StoreCall.of(() -> tenants.createIndex(Indexes.ascending(CHANGED_AT)));
    }

    /** A tenant's own plan; empty when it has none. */
    public Optional<StoredPlan> find(String tenant) {
        return StoreCall.of(() -> Optional
                .ofNullable(tenants.find(Filters.eq(ID, tenant)).projection(Projections.exclude(CHANGES)).first())
                .map(PlanStore::read));
    }

    /**
     * Plans in the order of their tenants' names.
     *
     * @param after
     *            the tenant before the first; null for the beginning
     */
    public List<StoredPlan> list(@Nullable String after, int limit) {
        return all(tenants.find(after == null ? new Document() : Filters.gt(ID, after)).sort(Sorts.ascending(ID))
                .limit(limit));
    }

    /** Plans that were changed at this time or later. */
    public List<StoredPlan> changedSince(Instant time) {
        return all(tenants.find(Filters.gte(CHANGED_AT, Date.from(time))));
    }

    /** How long jobs stay of those tenants whose plan says it. */
    public Map<String, Duration> retentions() {
        String field = PLAN + "." + RETENTION;
        return StoreCall.of(() -> {
            Map<String, Duration> retentions = new HashMap<>();
            tenants.find(Filters.gt(field, 0)).projection(Projections.include(field))
                    .forEach(found -> retentions.put(found.getString(ID),
                            Duration.ofDays(found.get(PLAN, Document.class).getInteger(RETENTION))));
            return retentions;
        });
    }

    private static List<StoredPlan> all(FindIterable<Document> found) {
        return StoreCall.of(() -> {
            List<StoredPlan> plans = new ArrayList<>();
            found.projection(Projections.exclude(CHANGES)).forEach(document -> plans.add(read(document)));
            return plans;
        });
    }

    /** The latest changes of a tenant's plan, the latest first. */
    public List<PlanChange> changes(String tenant) {
        return StoreCall.of(() -> {
            Document found = tenants.find(Filters.eq(ID, tenant)).projection(Projections.include(CHANGES)).first();
            return found == null
                    ? List.<PlanChange>of()
                    : found.getList(CHANGES, Document.class).reversed().stream().map(PlanStore::readChange).toList();
        });
    }

    /**
     * Gives a tenant a plan.
     *
     * @param expected
     *            the revision that the change was made of, 0 for no plan; null to change whatever is there
     * @param by
     *            who changes it
     * @return the plan as it stands now; empty when it is not at the expected revision
     */
    public Optional<StoredPlan> put(String tenant, TenantPlan plan, @Nullable Long expected, String by,
            String reason) {
        return StoreCall.of(() -> {
            while (true) {
                Optional<StoredPlan> before = find(tenant);
                long revision = before.map(StoredPlan::revision).orElse(0L);
                if (expected != null && expected != revision) {
                    return Optional.<StoredPlan>empty();
                }
                Date now = Date.from(clock.instant());
                Document change = new Document(REVISION, revision + 1).append("at", now).append("by", by)
                        .append("reason", reason).append("before", before.map(each -> write(each.plan())).orElse(null))
                        .append("after", write(plan));
                if (revision == 0 ? insert(tenant, plan, change, now) : update(tenant, plan, revision, change, now)) {
                    return Optional.of(new StoredPlan(tenant, plan, revision + 1, now.toInstant()));
                }
            }
        });
    }

    private boolean insert(String tenant, TenantPlan plan, Document change, Date now) {
        try {
            tenants.insertOne(new Document(ID, tenant).append(PLAN, write(plan)).append(REVISION, 1L)
                    .append(CHANGED_AT, now).append(CHANGES, List.of(change)));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    private boolean update(String tenant, TenantPlan plan, long revision, Document change, Date now) {
        Bson update = Updates.combine(Updates.set(PLAN, write(plan)), Updates.set(REVISION, revision + 1),
                Updates.set(CHANGED_AT, now),
                Updates.pushEach(CHANGES, List.of(change), new PushOptions().slice(-MOST_CHANGES)));
        return tenants.updateOne(Filters.and(Filters.eq(ID, tenant), Filters.eq(REVISION, revision)), update)
                .getMatchedCount() == 1;
    }

    private static Document write(TenantPlan plan) {
        List<Document> keys = new ArrayList<>();
        plan.keys().forEach((key, quota) -> keys.add(write(quota).append(KEY, key)));
        return write(plan.quota()).append("weight", plan.weight()).append("timeZone", plan.timeZone().getId())
                .append(CACHE, plan.cache().wire()).append(KEYS, keys)
                .append(PROVIDERS, plan.allowed().providers()).append(REGIONS, plan.allowed().regions())
                .append(RETENTION, plan.retentionDays());
    }

    private static Document write(Quota quota) {
        return new Document("maxInFlight", quota.maxInFlight()).append("requestsPerMinute", quota.requestsPerMinute())
                .append("tokensPerMinute", quota.tokensPerMinute()).append("budget", write(quota.budget()));
    }

    private static Document write(Budget budget) {
        return new Document("dailyTokens", budget.dailyTokens()).append("monthlyTokens", budget.monthlyTokens())
                .append("dailyNanoDollars", budget.dailyNanoDollars())
                .append("monthlyNanoDollars", budget.monthlyNanoDollars())
                .append("whenSpent", budget.whenSpent().name());
    }

    private static TenantPlan plan(Document document) {
        Map<String, Quota> keys = new HashMap<>();
        for (Document key : document.getList(KEYS, Document.class, List.of())) {
            keys.put(key.getString(KEY), quota(key));
        }
        String cache = document.getString(CACHE);
        return new TenantPlan(document.getInteger("weight", 1), quota(document),
                ZoneId.of(document.getString("timeZone")),
                cache == null ? TenantPlan.DEFAULT.cache() : CachePolicy.fromWire(cache), keys,
                new Allowed(document.getList(PROVIDERS, String.class), document.getList(REGIONS, String.class)),
                document.getInteger(RETENTION));
    }

    private static Quota quota(Document document) {
        return new Quota(document.getLong("maxInFlight"), document.getLong("requestsPerMinute"),
                document.getLong("tokensPerMinute"), budget(document.get("budget", Document.class)));
    }

    private static Budget budget(Document document) {
        return new Budget(document.getLong("dailyTokens"), document.getLong("monthlyTokens"),
                document.getLong("dailyNanoDollars"), document.getLong("monthlyNanoDollars"),
                WhenSpent.valueOf(document.getString("whenSpent")));
    }

    private static StoredPlan read(Document document) {
        return new StoredPlan(document.getString(ID), plan(document.get(PLAN, Document.class)),
                document.getLong(REVISION), document.getDate(CHANGED_AT).toInstant());
    }

    private static PlanChange readChange(Document document) {
        Document before = document.get("before", Document.class);
        return new PlanChange(document.getLong(REVISION), document.getDate("at").toInstant(),
                document.getString("by"), document.getString("reason"), before == null ? null : plan(before),
                plan(document.get("after", Document.class)));
    }

    /**
     * A tenant's plan.
     *
     * @param revision
     *            1 for the first plan, one more with each change
     */
    public record StoredPlan(String tenant, TenantPlan plan, long revision, Instant changedAt) {}

    /**
     * A change of a plan.
     *
     * @param revision
     *            of the plan after it
     * @param before
     *            null when the tenant had no plan
     */
    public record PlanChange(long revision, Instant at, String by, String reason, @Nullable TenantPlan before,
            TenantPlan after) {}
}
