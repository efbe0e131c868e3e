package dev.longhaul.embedded;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMongoTest {

    @TempDir
    Path directory;

    @Test
    void documents_and_indexes_outlive_a_restart_on_another_port() {
        int firstPort;
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.in(directory));
                MongoClient client = MongoClients.create(mongo.uri("jobs"))) {
            firstPort = mongo.port();
            MongoCollection<Document> jobs = client.getDatabase("jobs").getCollection("jobs");
            jobs.createIndex(Indexes.ascending("state"));
            jobs.createIndex(Indexes.ascending("key"), new IndexOptions().unique(true));
            jobs.insertMany(IntStream.range(0, 1000)
                    .mapToObj(i -> new Document("_id", "job_" + i).append("state", "s" + i % 100).append("key", i))
                    .toList());
        }
        int otherPort = FreePort.choose(1)[0];
        assertThat(otherPort).isNotEqualTo(firstPort);
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.in(directory).withPort(otherPort));
                MongoClient client = MongoClients.create(mongo.uri("jobs"))) {
            MongoCollection<Document> jobs = client.getDatabase("jobs").getCollection("jobs");
            assertThat(jobs.countDocuments()).isEqualTo(1000);
            long before = mongo.documentsExamined();
            assertThat(jobs.find(eq("state", "s7")).into(new ArrayList<>())).hasSize(10);
            assertThat(mongo.documentsExamined() - before).isEqualTo(10);
            assertThatThrownBy(() -> jobs.insertOne(new Document("key", 5))).isInstanceOf(MongoWriteException.class);
            assertThat(jobs.listIndexes().map(index -> index.getString("name")).into(new ArrayList<>()))
                    .containsExactly("_id_", "state_1", "key_1");
        }
    }

    @Test
    void health_commands_are_answered_and_an_unknown_one_is_an_error_that_leaves_the_connection_open() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
                MongoClient client = MongoClients.create(mongo.uri("admin") + "?maxPoolSize=1")) {
            MongoDatabase database = client.getDatabase("jobs");
            assertThat(database.runCommand(new Document("ping", 1)).get("ok")).isEqualTo(1.0);
            assertThat(database.runCommand(new Document("hello", 1)).getBoolean("isWritablePrimary")).isTrue();
            assertThat(database.runCommand(new Document("buildInfo", 1))).containsKey("version");
            assertThatThrownBy(() -> database.runCommand(new Document("noSuchCommand", 1)))
                    .isInstanceOf(MongoCommandException.class).hasMessageContaining("no such command");
            assertThat(database.runCommand(new Document("ping", 1)).get("ok")).isEqualTo(1.0);
        }
    }

    @Test
    void an_unordered_insert_counts_only_what_it_has_inserted() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
                MongoClient client = MongoClients.create(mongo.uri("jobs"))) {
            MongoCollection<Document> jobs = client.getDatabase("jobs").getCollection("jobs");
            jobs.insertOne(new Document("_id", 2));
            List<Document> documents = IntStream.range(0, 5).mapToObj(i -> new Document("_id", i)).toList();

            assertThatThrownBy(() -> jobs.insertMany(documents, new InsertManyOptions().ordered(false)))
                    .isInstanceOfSatisfying(MongoBulkWriteException.class, e -> {
                        assertThat(e.getWriteResult().getInsertedCount()).isEqualTo(4);
                        assertThat(e.getWriteErrors()).singleElement()
                                .satisfies(error -> assertThat(error.getIndex()).isEqualTo(2));
                    });
            assertThat(jobs.countDocuments()).isEqualTo(5);
        }
    }

    @Test
    void a_search_without_a_batch_size_comes_in_batches() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory());
                MongoClient client = MongoClients.create(mongo.uri("jobs"))) {
            MongoCollection<Document> jobs = client.getDatabase("jobs").getCollection("jobs");
            jobs.insertMany(IntStream.range(0, 1000).mapToObj(i -> new Document("_id", i)).toList());

            assertThat(jobs.find().into(new ArrayList<>())).hasSize(1000);
            assertThat(jobs.find().skip(100).limit(500).into(new ArrayList<>())).hasSize(500)
                    .first().isEqualTo(new Document("_id", 100));
            assertThat(jobs.find().batchSize(7).sort(new Document("_id", -1)).into(new ArrayList<>())).hasSize(1000)
                    .first().isEqualTo(new Document("_id", 999));
        }
    }

    @Test
    void a_dropped_collection_is_gone_and_its_name_can_be_used_again() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.in(directory));
                MongoClient client = MongoClients.create(mongo.uri("jobs"))) {
            MongoDatabase database = client.getDatabase("jobs");
            MongoCollection<Document> jobs = database.getCollection("jobs");
            jobs.createIndex(Indexes.ascending("state"));
            jobs.insertOne(new Document("_id", 1).append("state", "queued"));

            jobs.drop();

            assertThat(jobs.countDocuments()).isZero();
            jobs.insertOne(new Document("_id", 1).append("state", "queued"));
            assertThat(jobs.find(eq("state", "queued")).first()).isNotNull();
            assertThat(database.listCollectionNames().into(new ArrayList<>())).containsExactly("jobs");
            database.drop();
            assertThat(client.listDatabaseNames().into(new ArrayList<>())).doesNotContain("jobs");
        }
    }

    @Test
    void updates_are_seen_by_the_next_search_of_another_connection() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.in(directory));
                MongoClient writer = MongoClients.create(mongo.uri("jobs"));
                MongoClient reader = MongoClients.create(mongo.uri("jobs"))) {
            MongoCollection<Document> jobs = writer.getDatabase("jobs").getCollection("jobs");
            jobs.createIndex(Indexes.ascending("state"));
            jobs.insertOne(new Document("_id", 1).append("state", "queued"));
            jobs.updateOne(eq("_id", 1), Updates.set("state", "running"));

            MongoCollection<Document> seen = reader.getDatabase("jobs").getCollection("jobs");
            assertThat(seen.find(eq("state", "queued")).first()).isNull();
            assertThat(seen.find(eq("state", "running")).first()).isNotNull();
        }
    }

    @Test
    void a_file_that_another_server_has_open_fails_the_start() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.in(directory))) {
            assertThat(mongo.port()).isPositive();
            assertThatThrownBy(() -> EmbeddedMongo.start(MongoOptions.in(directory)))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining(directory.toString());
        }
    }

    @Test
    void a_taken_port_fails_the_start_and_frees_the_file() {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.inMemory())) {
            MongoOptions taken = MongoOptions.in(directory).withPort(mongo.port());
            assertThatThrownBy(() -> EmbeddedMongo.start(taken)).isInstanceOf(IllegalStateException.class);
        }
        EmbeddedMongo.start(MongoOptions.in(directory)).close();
    }
}
