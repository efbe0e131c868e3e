package dev.longhaul.embedded.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Random documents, filters, orders and updates over a few fields whose values often meet. */
final class RandomJobs {

    private static final List<String> FIELDS = List.of("tenant", "state", "n", "tags", "sub.x", "at", "marks");
    /** Without the arrays of mixed types, which the library itself orders one way or another. */
    private static final List<String> ORDERED = List.of("tenant", "state", "n", "at", "marks");

    private final Random random;
    private int next;

    RandomJobs(long seed) {
        this.random = new Random(seed);
    }

    /** The indexes that the indexed collection has. */
    static List<Bson> indexes() {
        return List.of(Indexes.compoundIndex(Indexes.ascending("tenant"), Indexes.descending("_id")),
                Indexes.ascending("state", "n"),
                Indexes.compoundIndex(Indexes.descending("n"), Indexes.ascending("tenant")),
                Indexes.ascending("tags"), Indexes.ascending("at"), Indexes.descending("marks"),
                Indexes.compoundIndex(Indexes.descending("state"), Indexes.ascending("tags"),
                        Indexes.descending("at")));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    Document document() {
        Document document = new Document("_id", id(next++));
        for (String field : FIELDS) {
            if (random.nextInt(6) > 0 && !field.contains(".")) {
                document.append(field, value(field));
            }
        }
        if (random.nextBoolean()) {
            document.append("sub", random.nextInt(4) == 0
                    ? List.of(new Document("x", number()), new Document("x", 3))
                    : new Document("x", number()));
        }
        return document;
    }

    private static Object id(int number) {
        return number % 7 == 0 ? new Document("tenant", number % 3).append("n", number) : "job_" + number;
    }

    Object someId() {
        return id(random.nextInt(next + 2));
    }

    private @Nullable Object value(String field) {
        return switch (field) {
            case "tenant" -> "t" + random.nextInt(4);
            case "state" -> random.nextInt(8) == 0 ? null : List.of("queued", "running", "done").get(random.nextInt(3));
            case "tags" -> tags();
            case "marks" -> random.nextBoolean() ? random.nextInt(10) : List.of(random.nextInt(10), random.nextInt(10));
            case "at" -> Instant.ofEpochSecond(random.nextInt(20));
            default -> number();
        };
    }

    private @Nullable Object tags() {
        List<Object> tags = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            tags.add(random.nextInt(5) == 0 ? "tag" + random.nextInt(3) : number());
        }
        return random.nextInt(5) == 0 ? number() : tags;
    }

    private @Nullable Object number() {
        return switch (random.nextInt(13)) {
            case 0 -> (long) random.nextInt(10);
            case 1 -> random.nextInt(20) / 2.0;
            case 2 -> -random.nextInt(3);
            case 3 -> "five";
            case 4 -> null;
            case 5 -> new ObjectId("50000000000000000000000" + random.nextInt(10));
            case 6 -> random.nextBoolean();
            case 7 -> Long.MAX_VALUE - random.nextInt(2);
            default -> random.nextInt(10);
        };
    }

    Bson filter() {
        List<Bson> parts = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            parts.add(condition());
        }
        return switch (random.nextInt(8)) {
            case 0 -> parts.isEmpty() ? Filters.empty() : Filters.or(parts);
            case 1 -> parts.isEmpty() ? Filters.empty() : Filters.nor(parts);
            default -> parts.isEmpty() ? Filters.empty() : Filters.and(parts);
        };
    }

    private Bson condition() {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        return switch (random.nextInt(13)) {
            case 0 -> Filters.in("_id", List.of(someId(), someId(), someId()));
            case 1 -> Filters.eq("_id", someId());
            case 2 -> Filters.lt("_id", "job_" + random.nextInt(next + 1));
            case 3 -> Filters.in(field, element(field), element(field));
            case 4 -> Filters.gt(field, element(field));
            case 5 -> Filters.gte(field, element(field));
            case 6 -> Filters.and(Filters.gt(field, element(field)), Filters.lte(field, element(field)));
            case 7 -> Filters.exists(field, random.nextBoolean());
            case 8 -> Filters.ne(field, element(field));
            default -> Filters.eq(field, element(field));
        };
    }

    private @Nullable Object element(String field) {
        return switch (field) {
            case "tags" -> number();
            case "marks" -> random.nextInt(10);
            default -> value(field);
        };
    }

    /** An order that no two documents share a place in. */
    Document order() {
        Document order = new Document();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            order.append(ORDERED.get(random.nextInt(ORDERED.size())), random.nextBoolean() ? 1 : -1);
        }
        return order.append("_id", random.nextBoolean() ? 1 : -1);
    }

    Bson update() {
        String field = List.of("tenant", "state", "n", "tags", "at", "marks").get(random.nextInt(6));
        return switch (random.nextInt(5)) {
            case 0 -> Updates.unset(field);
            case 2 -> random.nextBoolean() ? Updates.rename("state", "kept") : Updates.rename("kept", "state");
            case 1 -> Updates.combine(Updates.set(field, value(field)), Updates.set("touched", true));
            default -> Updates.set(field, value(field));
        };
    }
}
