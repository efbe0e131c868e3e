package dev.longhaul.embedded;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bson.Document;

/** Writes to a MongoDB server of its own until it is killed, and says what was acknowledged. */
final class MongoWriter {

    static final int BATCH = 50;

    private MongoWriter() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedMongo mongo = EmbeddedMongo.start(MongoOptions.in(Path.of(arguments[0])));
        try (MongoClient client = MongoClients.create(mongo.uri("jobs"));
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            MongoCollection<Document> jobs = client.getDatabase("jobs").getCollection("jobs");
            jobs.createIndex(Indexes.ascending("state", "_id"));
            List<Callable<Object>> writers = List.of(() -> insertSingly(jobs), () -> insertInBulk(jobs),
                    () -> updateInBulk(jobs), () -> updateMany(jobs));
            threads.invokeAll(writers);
        }
    }

    private static Object insertSingly(MongoCollection<Document> jobs) {
        for (int i = 0;; i++) {
            jobs.insertOne(document("single-" + i));
            ChildJvm.say("inserted single-" + i);
        }
    }

    private static Object insertInBulk(MongoCollection<Document> jobs) {
        for (int i = 0;; i++) {
            List<String> ids = ids("bulk-" + i);
            jobs.insertMany(ids.stream().map(MongoWriter::document).toList());
            ids.forEach(id -> ChildJvm.say("inserted " + id));
        }
    }

    private static Object updateInBulk(MongoCollection<Document> jobs) {
        List<String> ids = ids("updated");
        jobs.insertMany(ids.stream().map(MongoWriter::document).toList());
        for (int i = 1;; i++) {
            List<UpdateOneModel<Document>> updates = new ArrayList<>();
            for (String id : ids) {
                updates.add(new UpdateOneModel<>(eq("_id", id), Updates.set("round", i)));
            }
            jobs.bulkWrite(updates);
            ChildJvm.say("round updated " + i);
        }
    }

    private static Object updateMany(MongoCollection<Document> jobs) {
        List<String> ids = ids("many");
        jobs.insertMany(ids.stream().map(MongoWriter::document).toList());
        for (int i = 1;; i++) {
            jobs.updateMany(in("_id", ids), Updates.combine(Updates.set("round", i), Updates.set("state", "s" + i)));
            ChildJvm.say("round many " + i);
        }
    }

    static List<String> ids(String kind) {
        return IntStream.range(0, BATCH).mapToObj(i -> kind + "-" + i).toList();
    }

    private static Document document(String id) {
        return new Document("_id", id).append("state", "queued").append("round", 0).append("body", "x".repeat(2000));
    }
}
