package dev.longhaul.embedded.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.result.UpdateResult;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.MongoOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found and updated by ids must be what a search and the library's own way come to, to the last byte. */
class IdAgreementTest {

    private static final int STEPS = 600;
    private static final int DOCUMENTS = 12;
    private static final List<String> FIELDS = List.of("a", "b", "c", "d", "e");

    private final List<Document> updates = new ArrayList<>();
    private Random random = new Random();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void by_ids_all_is_as_by_a_search(long seed) {
        random = new Random(seed);
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
                MongoClient client = MongoClients.create(mongo.uri("jobs"))) {
            MongoCollection<Document> fast = client.getDatabase("jobs").getCollection("fast");
            MongoCollection<Document> general = client.getDatabase("jobs").getCollection("general");
            fast.createIndex(Indexes.ascending("a", "b"));
            fast.createIndex(Indexes.ascending("c.x"), new IndexOptions().sparse(true));
            fast.createIndex(Indexes.ascending("d"),
                    new IndexOptions().partialFilterExpression(Filters.exists("c.x")));
            for (int i = 0; i < DOCUMENTS; i++) {
                Document document = new Document("_id", id(i));
                FIELDS.forEach(field -> document.append(field, value()));
                fast.insertOne(document);
                general.insertOne(document);
            }
            for (int step = 0; step < STEPS; step++) {
                update(fast, general);
                compare(fast, general);
            }
        }
    }

    private void update(MongoCollection<Document> fast, MongoCollection<Document> general) {
        Bson which = which();
        Document update = update();
        boolean many = random.nextBoolean();
        assertThat(result(fast, which, update, many)).as("%s %s", which, update)
                .isEqualTo(result(general, scanned(which), update, many));
        updates.add(update);
    }

    private static Object result(MongoCollection<Document> jobs, Bson which, Document update, boolean many) {
        try {
            UpdateResult result = many ? jobs.updateMany(which, update) : jobs.updateOne(which, update);
            return result.getMatchedCount() + " " + result.getModifiedCount();
        } catch (MongoException e) {
            return e.getCode();
        }
    }

    private void compare(MongoCollection<Document> fast, MongoCollection<Document> general) {
        assertThat(json(fast.find())).as("%s", updates.getLast()).isEqualTo(json(general.find()));
        Bson which = which();
        int limit = random.nextInt(3);
        Document projection = random.nextBoolean() ? null : new Document("a", 0).append("e", 0);
        assertThat(json(fast.find(which).limit(limit).projection(projection))).as("%s", which)
                .isEqualTo(json(general.find(scanned(which)).limit(limit).projection(projection)));
        assertThat(json(fast.find(Filters.eq("c.x", 1)))).isEqualTo(json(general.find(Filters.eq("c.x", 1))));
        assertThat(fast.countDocuments(new Document("a", 1))).isEqualTo(general.countDocuments(scanned(
                Filters.eq("a", 1))));
    }

    private static List<String> json(FindIterable<Document> documents) {
        return documents.map(Document::toJson).into(new ArrayList<>()).stream().sorted().toList();
    }

    private Bson which() {
        Bson ids = random.nextBoolean()
                ? Filters.eq("_id", id(random.nextInt(DOCUMENTS + 1)))
                : Filters.in("_id", id(random.nextInt(DOCUMENTS)), id(random.nextInt(DOCUMENTS + 1)));
        return switch (random.nextInt(6)) {
            case 0 -> Filters.and(ids, Filters.exists(field(), random.nextBoolean()));
            case 1 -> Filters.and(ids, Filters.in(field(), value(), value()));
            case 2 -> Filters.and(ids, Filters.eq(field(), value()));
            case 3 -> Filters.and(ids, Filters.gt(field(), 1));
            default -> ids;
        };
    }

    private Document update() {
        Document update = new Document();
        int operators = 1 + random.nextInt(3);
        for (int i = 0; i < operators; i++) {
            switch (random.nextInt(7)) {
                case 0 -> add(update, "$unset", field(), "");
                case 1 -> add(update, "$rename", field(), field());
                case 2 -> add(update, "$inc", field(), random.nextBoolean() ? 1 : 0L);
                case 3 -> add(update, "$addToSet", field(), element());
                case 4 -> add(update, "$addToSet", field(), new Document("$each", Arrays.asList(element(), element())));
                default -> add(update, "$set", random.nextInt(9) == 0 ? "c.x" : field(), value());
            }
        }
        return update;
    }

    private static void add(Document update, String operator, String field, @Nullable Object value) {
        ((Document) update.computeIfAbsent(operator, name -> new Document())).append(field, value);
    }

    /** No list: of lists in lists the library finds what MongoDB and the indexes do not. */
    private @Nullable Object element() {
        Object value = value();
        return value instanceof List ? 3 : value;
    }

    private @Nullable Object value() {
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1 -> 1L;
            case 2 -> 1.0;
            case 3 -> 2;
            case 4 -> "text";
            case 5 -> true;
            case 6 -> Instant.ofEpochMilli(7);
            case 7 -> new Document("x", random.nextInt(2)).append("y", 1);
            case 8 -> new Document("x", random.nextInt(2) * 1.0).append("y", 1);
            case 9 -> List.of(1, new Document("x", 1));
            case 10 -> List.of();
            case 11 -> new ObjectId("500000000000000000000001");
            case 12 -> new Decimal128(1);
            default -> 1;
        };
    }

    private String field() {
        return FIELDS.get(random.nextInt(FIELDS.size()));
    }

    private static Object id(int number) {
        return number % 5 == 0 ? (Object) number : "job_" + number;
    }

    /** The same filter in a form that only a search understands. */
    private static Bson scanned(Bson filter) {
        return Filters.nor(Filters.nor(filter));
    }
}
