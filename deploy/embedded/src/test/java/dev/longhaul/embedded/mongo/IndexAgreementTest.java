package dev.longhaul.embedded.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.MongoOptions;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same random work on a collection with indexes and on one that is always scanned: both must answer the same. */
class IndexAgreementTest {

    private static final int STEPS = 600;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_collection_with_indexes_answers_as_one_that_is_scanned(long seed) {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
                MongoClient client = MongoClients.create(mongo.uri("jobs"))) {
            MongoDatabase database = client.getDatabase("jobs");
            MongoCollection<Document> indexed = indexed(database);
            MongoCollection<Document> plain = database.getCollection("plain");
            RandomJobs jobs = new RandomJobs(seed);
            for (int step = 0; step < STEPS; step++) {
                if (step < 100 || jobs.below(3) == 0) {
                    change(jobs, indexed, plain);
                } else {
                    compare(jobs, indexed, plain);
                }
            }
            assertThat(all(indexed)).isNotEmpty().isEqualTo(all(plain));
        }
    }

    private static MongoCollection<Document> indexed(MongoDatabase database) {
        MongoCollection<Document> indexed = database.getCollection("indexed");
        RandomJobs.indexes().forEach(indexed::createIndex);
        indexed.createIndex(Indexes.ascending("sub.x"), new IndexOptions().sparse(true));
        indexed.createIndex(Indexes.ascending("n"),
                new IndexOptions().partialFilterExpression(Filters.eq("state", "queued")));
        indexed.createIndex(Indexes.ascending("at", "n"),
                new IndexOptions().partialFilterExpression(Filters.exists("tenant")));
        return indexed;
    }

    private static void change(RandomJobs jobs, MongoCollection<Document> indexed, MongoCollection<Document> plain) {
        Bson filter = jobs.filter();
        Bson update = jobs.update();
        switch (jobs.below(10)) {
            case 0 -> {
                Document order = jobs.order();
                FindOneAndUpdateOptions sorted = new FindOneAndUpdateOptions().sort(order);
                assertThat(indexed.findOneAndUpdate(filter, update, sorted)).as("%s %s", filter, order)
                        .isEqualTo(plain.findOneAndUpdate(scanned(filter), update, sorted));
            }
            case 1 -> assertThat(indexed.updateMany(filter, update).getModifiedCount()).as("%s", filter)
                    .isEqualTo(plain.updateMany(scanned(filter), update).getModifiedCount());
            case 2 -> {
                Bson byId = Filters.in("_id", jobs.someId(), jobs.someId());
                assertThat(indexed.deleteMany(byId).getDeletedCount())
                        .isEqualTo(plain.deleteMany(scanned(byId)).getDeletedCount());
            }
            case 3 -> {
                Bson some = Filters.and(filter, Filters.in("_id", jobs.someId(), jobs.someId(), jobs.someId()));
                assertThat(indexed.updateMany(some, update)).as("%s %s", some, update)
                        .isEqualTo(plain.updateMany(scanned(some), update));
            }
            default -> {
                Document document = jobs.document();
                indexed.insertOne(document);
                plain.insertOne(document);
            }
        }
    }

    private static void compare(RandomJobs jobs, MongoCollection<Document> indexed, MongoCollection<Document> plain) {
        Bson filter = jobs.filter();
        Document order = jobs.order();
        int skip = jobs.below(4) == 0 ? jobs.below(10) : 0;
        int limit = jobs.below(3) == 0 ? 1 + jobs.below(20) : 0;
        int batch = 1 + jobs.below(30);
        assertThat(indexed.find(filter).batchSize(batch).into(new ArrayList<>())).as("%s", filter)
                .containsExactlyInAnyOrderElementsOf(plain.find(scanned(filter)).into(new ArrayList<>()));
        assertThat(indexed.find(filter).sort(order).skip(skip).limit(limit).batchSize(batch).into(new ArrayList<>()))
                .as("%s %s %s %s", filter, order, skip, limit)
                .isEqualTo(plain.find(scanned(filter)).sort(order).skip(skip).limit(limit).into(new ArrayList<>()));
        List<Bson> pipeline = pipeline(filter, order, limit + 1);
        assertThat(indexed.aggregate(pipeline).into(new ArrayList<>())).as("%s", pipeline)
                .isEqualTo(plain.aggregate(pipeline(scanned(filter), order, limit + 1)).into(new ArrayList<>()));
        assertThat(indexed.countDocuments(filter)).isEqualTo(plain.countDocuments(scanned(filter)));
    }

    private static List<Bson> pipeline(Bson filter, Bson order, int limit) {
        return List.of(Aggregates.match(filter), Aggregates.sort(order), Aggregates.limit(limit));
    }

    /** The same filter in a form that no index can serve. */
    private static Bson scanned(Bson filter) {
        return Filters.nor(Filters.nor(filter));
    }

    private static List<Document> all(MongoCollection<Document> collection) {
        return collection.find().sort(new Document("_id", 1)).into(new ArrayList<>());
    }
}
