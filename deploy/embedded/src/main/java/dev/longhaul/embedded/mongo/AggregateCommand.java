package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code aggregate} command. What begins like a search ({@code $match}, {@code $sort}, {@code $skip},
 * {@code $limit}) runs as one, with the indexes; the library does the rest, and would read the whole collection first.
 */
final class AggregateCommand {

    private final StoreDatabase database;
    private final StoreCollection collection;
    private final DatabaseResolver resolver;
    private final Oplog oplog;
    private final CursorRegistry cursors;

    AggregateCommand(StoreDatabase database, StoreCollection collection, DatabaseResolver resolver, Oplog oplog,
            CursorRegistry cursors) {
        this.database = database;
        this.collection = collection;
        this.resolver = resolver;
        this.oplog = oplog;
        this.cursors = cursors;
    }

    Document answer(Document command) {
        List<Document> pipeline = Aggregation.parse(command.get("pipeline"));
        Aggregation whole = Aggregation.fromPipeline(pipeline, resolver, database, collection, oplog);
        whole.validate(command);
        LeadingSearch search = LeadingSearch.of(pipeline);
        List<Document> rest = pipeline.subList(search.stages(), pipeline.size());
        Aggregation remainder = Aggregation.fromPipeline(rest, resolver, database, collection, oplog);
        return firstBatch(remainder.runStages(input(search)), command.get("cursor"));
    }

    private Stream<Document> input(LeadingSearch search) {
        if (search.isOnlyFilter()) {
            return collection.matching(search.request().filter());
        }
        return collection.search(search.request()).collectDocuments().stream();
    }

    private Document firstBatch(List<Document> results, @Nullable Object cursorOptions) {
        int size = cursorOptions instanceof Document options && options.get("batchSize") instanceof Number number
                ? number.intValue()
                : ListCursor.DEFAULT_BATCH;
        int first = Math.min(size, results.size());
        long id = 0;
        if (first < results.size()) {
            ListCursor cursor = new ListCursor(cursors.generateCursorId(), results.subList(first, results.size()));
            cursors.add(cursor);
            id = cursor.getId();
        }
        Document cursor = new Document("id", id).append("ns", collection.getFullName()).append("firstBatch",
                results.subList(0, first));
        return new Document("cursor", cursor).append("ok", 1.0);
    }
}
