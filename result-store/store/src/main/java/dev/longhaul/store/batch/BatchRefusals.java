package dev.longhaul.store.batch;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.BatchId;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The lines of batches that became no jobs, so that what was refused once stays refused. Those of a page of lines stand
 * in one document, which is found by its id. Thread-safe.
 */
public final class BatchRefusals {

    /** Lines to a page. */
    public static final int PAGE = 500;

    private static final String ID = "_id";
    private static final String LINES = "lines";
    private static final String CUSTOM_ID = "customId";
    private static final String ERROR = "error";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> pages;

    public BatchRefusals(MongoDatabase database) {
        this.pages = database.getCollection("batch_refusals");
    }

    /** Creates the index by which MongoDB deletes what is past its time. */
    public void createIndexes() {
        StoreCall.of(() -> pages.createIndexes(List.of(Expiry.index())));
    }

    /** Deletes some of what is past its time; fewer than the limit: all is gone. */
    public int sweep(Instant now, int limit) {
        return Expiry.sweep(pages, now, limit);
    }

    /**
     * Adds lines to a page; one that is there already is replaced.
     *
     * @param until
     *            when they go
     */
    public void add(BatchId batch, int page, Map<Integer, Refusal> lines, Instant until) {
        if (lines.isEmpty()) {
            return;
        }
        List<Bson> all = new ArrayList<>(List.of(Updates.set(Expiry.FIELD, Date.from(until))));
        lines.forEach((line, refusal) -> all.add(Updates.set(LINES + "." + line,
                new Document(CUSTOM_ID, refusal.customId()).append(ERROR, refusal.error()))));
        StoreCall.of(() -> pages.updateOne(Filters.eq(ID, id(batch, page)), Updates.combine(all), UPSERT));
    }

    /** Those of a page by their lines. */
    public Map<Integer, Refusal> of(BatchId batch, int page) {
        Document found = StoreCall.of(() -> pages.find(Filters.eq(ID, id(batch, page))).first());
        Map<Integer, Refusal> lines = new TreeMap<>();
        if (found != null) {
            found.get(LINES, new Document()).forEach((line, refusal) -> {
                Document each = (Document) refusal;
                lines.put(Integer.valueOf(line), new Refusal(each.getString(CUSTOM_ID), each.getString(ERROR)));
            });
        }
        return lines;
    }

    private static String id(BatchId batch, int page) {
        return batch + "/" + page;
    }
}
