package dev.longhaul.store.webhook;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.deadletter.LetterFilter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Deliveries that are not tried any more, for all tenants. Thread-safe. */
public final class DeadDeliveries {

    private final MongoCollection<Document> deliveries;
    private final Clock clock;

    public DeadDeliveries(MongoDatabase database, Clock clock) {
        this.deliveries = database.getCollection(WebhookDeliveries.COLLECTION);
        this.clock = clock;
    }

    /** The largest groups, the largest first; none when the filter asks for something that only jobs have. */
    public List<Group> groups(LetterFilter filter, int limit) {
        if (!filter.fitsDeliveries()) {
            return List.of();
        }
        return StoreCall.of(() -> {
            List<Group> groups = new ArrayList<>();
            deliveries.aggregate(List.of(Aggregates.match(which(filter, null)),
                    Aggregates.group("$" + WebhookDeliveries.DEAD, Accumulators.sum("count", 1L),
                            Accumulators.min("first", "$" + WebhookDeliveries.DEAD_AT),
                            Accumulators.max("last", "$" + WebhookDeliveries.DEAD_AT),
                            Accumulators.max("sample", "$" + WebhookDeliveries.ID)),
                    Aggregates.sort(Sorts.descending("count")), Aggregates.limit(limit)))
                    .forEach(group -> find(group.getString("sample")).ifPresent(sample -> groups
                            .add(new Group(group.get("count", Number.class).longValue(),
                                    Times.required(group, "first"), Times.required(group, "last"), sample))));
            return groups;
        });
    }

    /**
     * Some of them, the latest event first; none when the filter asks for something that only jobs have.
     *
     * @param after
     *            the id of the last of the page before; null for the first page
     */
    public List<DeadDelivery> list(LetterFilter filter, @Nullable String after, int limit) {
        if (!filter.fitsDeliveries()) {
            return List.of();
        }
        return StoreCall.of(() -> deliveries.find(which(filter, after))
                .sort(Sorts.descending(WebhookDeliveries.ID)).limit(limit).map(DeadDeliveries::read)
                .into(new ArrayList<>()));
    }

    /**
     * How many there are, without looking at more than so many.
     *
     * @param most
     *            at least 1
     */
    public long count(int most) {
        return StoreCall.of(() -> deliveries.countDocuments(Filters.gt(WebhookDeliveries.DEAD, ""),
                new CountOptions().limit(most)));
    }

    /** Empty when there is none such, or it is tried again. */
    public Optional<DeadDelivery> find(String id) {
        return StoreCall.of(() -> Optional.ofNullable(deliveries
                .find(Filters.and(Filters.eq(WebhookDeliveries.ID, id), Filters.gt(WebhookDeliveries.DEAD, "")))
                .first()).map(DeadDeliveries::read));
    }

    /** Has all of them tried again from the beginning; returns how many. */
    public long redeliver(LetterFilter filter) {
        return update(filter, WebhookDeliveries.afresh(clock.instant()));
    }

    /** Takes all of them off the list, though their tenants still see that they failed; returns how many. */
    public long discard(LetterFilter filter) {
        return update(filter, WebhookDeliveries.alive());
    }

    private long update(LetterFilter filter, Bson update) {
        return filter.fitsDeliveries()
                ? StoreCall.of(() -> deliveries.updateMany(which(filter, null), Updates.combine(update))
                        .getModifiedCount())
                : 0;
    }

    private static Bson which(LetterFilter filter, @Nullable String after) {
        List<Bson> all = new ArrayList<>(List.of(filter.cause() == null
                ? Filters.gt(WebhookDeliveries.DEAD, "")
                : Filters.eq(WebhookDeliveries.DEAD, filter.cause())));
        if (filter.tenant() != null) {
            all.add(Filters.eq(WebhookDeliveries.TENANT, filter.tenant()));
        }
        if (filter.from() != null) {
            all.add(Filters.gte(WebhookDeliveries.DEAD_AT, Times.date(filter.from())));
        }
        if (filter.before() != null) {
            all.add(Filters.lt(WebhookDeliveries.DEAD_AT, Times.date(filter.before())));
        }
        if (filter.attemptsFrom() != null) {
            all.add(Filters.gte(WebhookDeliveries.TRIES, filter.attemptsFrom()));
        }
        if (filter.attemptsTo() != null) {
            all.add(Filters.lte(WebhookDeliveries.TRIES, filter.attemptsTo()));
        }
        if (filter.text() != null) {
            all.add(Filters.regex(WebhookDeliveries.DEAD_WHY,
                    Pattern.compile(Pattern.quote(filter.text()), Pattern.CASE_INSENSITIVE)));
        }
        if (after != null) {
            all.add(Filters.lt(WebhookDeliveries.ID, after));
        }
        return Filters.and(all);
    }

    private static DeadDelivery read(Document document) {
        return new DeadDelivery(WebhookDeliveries.read(document), document.getString(WebhookDeliveries.DEAD),
                Times.required(document, WebhookDeliveries.DEAD_AT),
                document.getString(WebhookDeliveries.DEAD_WHY));
    }

    /**
     * Those of one cause.
     *
     * @param first
     *            when the first of them was given up
     * @param last
     *            when the last of them was
     * @param sample
     *            that of the latest event
     */
    public record Group(long count, Instant first, Instant last, DeadDelivery sample) {}
}
