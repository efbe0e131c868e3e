package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands. A command that may have changed something is answered after a commit that holds the change, also when
 * it failed half-way. No exception leaves: the library would log the whole command, and with it the documents.
 */
final class StoreBackend extends AbstractMongoBackend {

    private static final Logger LOG = LoggerFactory.getLogger(StoreBackend.class);
    private static final String ADMIN = "admin";
    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findandmodify", "create",
            "createindexes", "drop", "dropdatabase", "dropindexes", "renamecollection");

    private final DocumentStore store;
    private final GroupCommit groupCommit;
    private final LongAdder examined = new LongAdder();

    StoreBackend(DocumentStore store, GroupCommit groupCommit) {
        this.store = store;
        this.groupCommit = groupCommit;
        version(ServerVersion.MONGO_5_0);
        store.databases().forEach(this::resolveDatabase);
    }

    long documentsExamined() {
        return examined.sum();
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new StoreDatabase(name, store, getCursorRegistry(), examined);
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        String command = message.getDocument().keySet().iterator().next();
        try {
            return answer(message, command);
        } catch (MongoServerException e) {
            return error(e);
        } catch (RuntimeException e) {
            LOG.error("The command {} failed; its client gets an error", command, e);
            return error(new MongoServerError(1, "InternalError", "Internal error: " + e.getClass().getSimpleName()));
        }
    }

    private Document answer(MongoMessage message, String command) {
        Document found = command.equals("find") ? foundByIds(message) : null;
        if (found != null) {
            return found;
        }
        if (!isWrite(command, message.getDocument())) {
            return super.handleMessage(message);
        }
        try {
            return super.handleMessage(message);
        } finally {
            groupCommit.await();
        }
    }

    /** Null when it takes a search. */
    private @Nullable Document foundByIds(MongoMessage message) {
        return !message.getDatabaseName().equals(ADMIN)
                && resolveDatabase(message.getDatabaseName()) instanceof StoreDatabase database
                        ? database.findByIds(message.getChannel(), message.getDocument())
                        : null;
    }

    private static boolean isWrite(String command, Document query) {
        return WRITES.contains(command.toLowerCase(Locale.ROOT)) || (command.equals("aggregate") && writes(query));
    }

    private static boolean writes(Document aggregation) {
        return aggregation.get("pipeline") instanceof List<?> pipeline && !pipeline.isEmpty()
                && pipeline.getLast() instanceof Document stage
                && (stage.containsKey("$out") || stage.containsKey("$merge"));
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        return switch (command) {
            case "hello" -> super.handleCommand(channel, database, "ismaster", query).append("isWritablePrimary", true);
            case "listDatabases" -> listDatabases();
            case "find" -> find(channel, database, query);
            case "insert" -> withInsertedCount(super.handleCommand(channel, database, command, query), query);
            default -> super.handleCommand(channel, database, command, query);
        };
    }

    /** The library opens every database a second time for this. */
    private Document listDatabases() {
        List<Document> databases = listDatabaseNames().stream().sorted()
                .map(name -> new Document("name", name).append("empty", resolveDatabase(name).isEmpty())).toList();
        return new Document("databases", databases).append("ok", 1.0);
    }

    /** Like MongoDB, answers a client that names no batch size with a small first batch. */
    private Document find(Channel channel, String database, Document query) {
        if (!query.containsKey("batchSize") && !Boolean.TRUE.equals(query.get("singleBatch"))) {
            query.put("batchSize", ListCursor.DEFAULT_BATCH);
        }
        return super.handleCommand(channel, database, "find", query);
    }

    /** The library counts the documents that were refused as inserted. */
    private static Document withInsertedCount(Document answer, Document query) {
        if (answer.get("writeErrors") instanceof List<?> errors
                && query.get("documents") instanceof List<?> documents) {
            boolean ordered = !Boolean.FALSE.equals(query.get("ordered"));
            Object first = ordered && errors.getFirst() instanceof Document error ? error.get("index") : null;
            answer.put("n", first instanceof Integer index ? index : documents.size() - errors.size());
        }
        return answer;
    }

    private static Document error(MongoServerException e) {
        Document error = new Document("ok", 0.0).append("errmsg", e.getMessageWithoutErrorCode());
        if (e instanceof MongoServerError coded) {
            error.append("code", coded.getCode());
            error.putIfNotNull("codeName", coded.getCodeName());
        }
        return error;
    }
}
