package dev.longhaul.embedded.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import dev.longhaul.embedded.EmbeddedMongo;
import dev.longhaul.embedded.MongoOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which documents a search looks at, told by the counter of the server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IndexUseTest {

    private static final int DOCUMENTS = 2000;

    private EmbeddedMongo mongo;
    private MongoClient client;
    private MongoCollection<Document> jobs;

    @BeforeAll
    void start() {
        mongo = EmbeddedMongo.start(MongoOptions.inMemory());
        client = MongoClients.create(mongo.uri("jobs"));
        jobs = client.getDatabase("jobs").getCollection("jobs");
    }

    @AfterAll
    void stop() {
        client.close();
        mongo.close();
    }

    /** 2,000 jobs, 20 tenants, 4 states; the number counts up with the id. */
    @BeforeEach
    void fill() {
        jobs.drop();
        jobs.createIndex(Indexes.compoundIndex(Indexes.ascending("tenant"), Indexes.descending("_id")));
        jobs.createIndex(Indexes.ascending("state", "n"));
        jobs.createIndex(Indexes.ascending("key"), new IndexOptions().unique(true).sparse(true));
        jobs.createIndex(Indexes.ascending("expireAt"), new IndexOptions().expireAfter(1L, TimeUnit.SECONDS));
        jobs.insertMany(IntStream.range(0, DOCUMENTS).mapToObj(IndexUseTest::job).toList());
    }

    private static Document job(int i) {
        return new Document("_id", id(i)).append("tenant", "t" + i % 20).append("state", "s" + i % 4).append("n", i)
                .append("key", "k" + i);
    }

    private static String id(int i) {
        return "job_%05d".formatted(i);
    }

    private long examinedBy(Supplier<List<Document>> search, int expected) {
        long before = mongo.documentsExamined();
        assertThat(search.get()).hasSize(expected);
        return mongo.documentsExamined() - before;
    }

    @Test
    void equality_on_the_first_field_looks_at_no_other_documents() {
        assertThat(examinedBy(() -> jobs.find(eq("tenant", "t3")).into(new ArrayList<>()), 100)).isEqualTo(100);
    }

    @Test
    void a_range_behind_an_equality_looks_at_the_range_only() {
        assertThat(examinedBy(
                () -> jobs.find(and(eq("state", "s1"), gte("n", 100), lt("n", 200))).into(new ArrayList<>()), 25))
                .isEqualTo(25);
    }

    @Test
    void several_values_of_the_first_field_are_several_ranges() {
        assertThat(examinedBy(() -> jobs.find(and(in("state", "s1", "s2"), eq("n", 101))).into(new ArrayList<>()), 1))
                .isEqualTo(1);
    }

    @Test
    void ids_with_any_other_condition_look_at_those_ids_only() {
        List<String> ids = IntStream.range(0, 500).mapToObj(IndexUseTest::id).toList();
        assertThat(examinedBy(() -> jobs.find(and(in("_id", ids), eq("state", "s1"))).into(new ArrayList<>()), 125))
                .isEqualTo(500);
        assertThat(examinedBy(() -> jobs.find(and(eq("_id", id(5)), ne("state", "s0"))).into(new ArrayList<>()), 1))
                .isEqualTo(1);
        assertThat(
                examinedBy(() -> jobs.find(Filters.eq("_id", new Document("$eq", id(5)))).into(new ArrayList<>()), 1))
                .isEqualTo(1);
    }

    @Test
    void updates_by_id_and_state_look_at_those_ids_only() {
        List<String> ids = IntStream.range(0, 500).mapToObj(IndexUseTest::id).toList();
        long before = mongo.documentsExamined();
        assertThat(jobs.updateMany(and(in("_id", ids), eq("state", "s1")), Updates.set("state", "taken"))
                .getModifiedCount()).isEqualTo(125);
        List<UpdateOneModel<Document>> updates = ids.stream()
                .map(id -> new UpdateOneModel<Document>(and(eq("_id", id), eq("state", "taken")), Updates.set("n", -1)))
                .toList();
        assertThat(jobs.bulkWrite(updates).getModifiedCount()).isEqualTo(125);
        assertThat(mongo.documentsExamined() - before).isEqualTo(1000);
    }

    @Test
    void an_order_that_the_index_has_is_read_no_further_than_the_limit() {
        long first = examinedBy(
                () -> jobs.find(eq("tenant", "t3")).sort(descending("_id")).limit(10).into(new ArrayList<>()), 10);
        long next = examinedBy(() -> jobs.find(and(eq("tenant", "t3"), lt("_id", id(1000)))).sort(descending("_id"))
                .limit(10).into(new ArrayList<>()), 10);
        long backwards = examinedBy(
                () -> jobs.find(eq("tenant", "t3")).sort(ascending("_id")).limit(10).into(new ArrayList<>()), 10);
        assertThat(List.of(first, next, backwards)).allMatch(examined -> examined <= 11);
        assertThat(jobs.find(eq("tenant", "t3")).sort(descending("_id")).limit(3).map(job -> job.getString("_id"))
                .into(new ArrayList<>())).containsExactly(id(1983), id(1963), id(1943));
    }

    @Test
    void the_first_of_an_order_is_taken_without_a_look_at_the_others() {
        long before = mongo.documentsExamined();
        Document taken = jobs.findOneAndUpdate(eq("state", "s2"), Updates.set("state", "leased"),
                new FindOneAndUpdateOptions().sort(ascending("n")));
        assertThat(taken).containsEntry("n", 2);
        assertThat(mongo.documentsExamined() - before).isEqualTo(1);
    }

    @Test
    void the_newest_of_all_documents_are_read_from_the_end() {
        assertThat(examinedBy(() -> jobs.find().sort(descending("_id")).limit(10).into(new ArrayList<>()), 10))
                .isLessThanOrEqualTo(11);
    }

    @Test
    void an_aggregation_that_begins_with_a_match_uses_the_index() {
        assertThat(examinedBy(() -> jobs
                .aggregate(List.of(Aggregates.match(eq("tenant", "t3")), Aggregates.count("jobs")))
                .into(new ArrayList<>()),
                1)).isEqualTo(100);
    }

    @Test
    void a_search_without_an_index_looks_at_everything() {
        assertThat(examinedBy(() -> jobs.find(eq("nothing", 1)).into(new ArrayList<>()), 0)).isEqualTo(DOCUMENTS);
    }

    @Test
    void of_two_indexes_the_one_with_fewer_documents_is_used() {
        jobs.insertMany(
                IntStream.range(DOCUMENTS, DOCUMENTS + 5).mapToObj(i -> job(i).append("state", "rare")).toList());
        assertThat(examinedBy(() -> jobs.find(and(eq("tenant", "t1"), eq("state", "rare"))).into(new ArrayList<>()), 1))
                .isEqualTo(5);
    }

    @Test
    void a_cursor_reads_as_far_as_it_is_asked() {
        long before = mongo.documentsExamined();
        try (MongoCursor<Document> cursor = jobs.find().batchSize(10).cursor()) {
            cursor.next();
        }
        assertThat(mongo.documentsExamined() - before).isEqualTo(10);
    }

    @Test
    void a_unique_index_refuses_the_second_and_lets_documents_without_the_field_pass() {
        assertThatThrownBy(() -> jobs.insertOne(new Document("key", "k7"))).isInstanceOf(MongoWriteException.class)
                .hasMessageContaining("E11000");
        jobs.insertOne(new Document("_id", "without-1"));
        jobs.insertOne(new Document("_id", "without-2"));
        assertThatThrownBy(() -> jobs.updateOne(eq("_id", "without-1"), Updates.set("key", "k7")))
                .isInstanceOf(MongoWriteException.class);
        assertThat(jobs.find(eq("_id", "without-1")).first()).doesNotContainKey("key");
    }

    @Test
    void a_partial_unique_index_refuses_only_among_its_own_documents() {
        jobs.createIndex(Indexes.ascending("slot"),
                new IndexOptions().unique(true).partialFilterExpression(eq("state", "running")));
        jobs.insertOne(new Document("_id", "a").append("slot", 1).append("state", "done"));
        jobs.insertOne(new Document("_id", "b").append("slot", 1).append("state", "running"));

        assertThatThrownBy(() -> jobs.insertOne(new Document("slot", 1).append("state", "running")))
                .isInstanceOf(MongoWriteException.class);
        assertThatThrownBy(() -> jobs.updateOne(eq("_id", "a"), Updates.set("state", "running")))
                .isInstanceOf(MongoWriteException.class);
        assertThat(jobs.updateOne(eq("_id", "b"), Updates.set("state", "done")).getModifiedCount()).isEqualTo(1);
        assertThat(jobs.updateOne(eq("_id", "a"), Updates.set("state", "running")).getModifiedCount()).isEqualTo(1);
    }

    @Test
    void an_index_over_documents_that_are_not_unique_cannot_be_built() {
        assertThatThrownBy(() -> jobs.createIndex(Indexes.ascending("tenant"), new IndexOptions().unique(true)))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(jobs.listIndexes().into(new ArrayList<>())).hasSize(5);
    }

    @Test
    void an_index_of_the_same_name_with_other_fields_is_refused() {
        assertThatThrownBy(() -> jobs.createIndex(Indexes.ascending("n"), new IndexOptions().name("state_1_n_1")))
                .isInstanceOf(MongoCommandException.class);
        assertThat(jobs.createIndex(Indexes.ascending("state", "n"))).isEqualTo("state_1_n_1");
    }

    @Test
    void a_dropped_index_is_no_longer_used() {
        jobs.dropIndex("tenant_1__id_-1");
        assertThat(examinedBy(() -> jobs.find(eq("tenant", "t3")).into(new ArrayList<>()), 100)).isEqualTo(DOCUMENTS);
    }
}
