package dev.longhaul.store.webhook;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.longhaul.store.StoreCall;
import java.util.List;
import org.bson.Document;

/** Inserts what may be there already. */
final class Repeats {

    private static final int DUPLICATE_KEY = 11000;
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private Repeats() {}

    /** What is there stays as it is. */
    static void insert(MongoCollection<Document> collection, List<Document> documents) {
        if (documents.isEmpty()) {
            return;
        }
        StoreCall.of(() -> {
            try {
                collection.insertMany(documents, UNORDERED);
            } catch (MongoBulkWriteException e) {
                if (e.getWriteConcernError() != null
                        || e.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
                    throw e;
                }
            }
            return true;
        });
    }
}
