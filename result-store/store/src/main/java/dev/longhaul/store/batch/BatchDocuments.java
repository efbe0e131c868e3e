package dev.longhaul.store.batch;

import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.BatchId;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.batch.BatchEnd.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Between documents and batches. */
final class BatchDocuments {

    static final String ID = "_id";
    static final String TENANT = "tenant";
    static final String STATUS = "status";
    static final String INPUT_FILE = "inputFile";
    static final String RUNNER = "runner";
    /** Only on what has not ended. */
    static final String LEASE_UNTIL = "leaseUntil";
    static final String REACHED = "reached";
    /** On what has ended, until it is told. */
    static final String TELL = "tell";
    private static final String TOTAL = "total";
    private static final String MODEL = "model";
    private static final String SUBMITTED = "submitted";
    private static final String OFFSET = "offset";
    private static final String MARK = "mark";
    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";
    private static final String SETTLED_COMPLETED = "settledCompleted";
    private static final String SETTLED_FAILED = "settledFailed";
    private static final String END = "end";

    private BatchDocuments() {}

    static Document of(BatchId id, BatchOrder order) {
        // pairs, because a key may have dots and dollars in it
        List<Document> metadata = order.metadata().entrySet().stream()
                .map(pair -> new Document("key", pair.getKey()).append("value", pair.getValue())).toList();
        return new Document(ID, id.toString()).append(TENANT, order.tenant()).append("keyId", order.keyId())
                .append(INPUT_FILE, order.inputFile()).append("metadata", metadata)
                .append("outputLife", order.outputLife().toSeconds())
                .append("createdAt", Date.from(order.createdAt())).append("windowEnd", Date.from(order.windowEnd()))
                .append(STATUS, BatchStatus.VALIDATING.wire())
                .append(REACHED, new Document(BatchStatus.VALIDATING.wire(), Date.from(order.createdAt())));
    }

    static Batch toBatch(Document document) {
        Map<String, String> metadata = new LinkedHashMap<>();
        document.getList("metadata", Document.class)
                .forEach(pair -> metadata.put(pair.getString("key"), pair.getString("value")));
        BatchOrder order = new BatchOrder(document.getString(TENANT), document.getString("keyId"),
                document.getString(INPUT_FILE), metadata, Duration.ofSeconds(document.getLong("outputLife")),
                date(document, "createdAt"), date(document, "windowEnd"));
        Map<BatchStatus, Instant> reached = new EnumMap<>(BatchStatus.class);
        Objects.requireNonNull(document.get(REACHED, Document.class))
                .forEach((status, at) -> reached.put(BatchStatus.fromWire(status), ((Date) at).toInstant()));
        return new Batch(BatchId.parse(document.getString(ID)), order,
                BatchStatus.fromWire(document.getString(STATUS)), reached, toProgress(document),
                toEnd(document.get(END, Document.class)));
    }

    private static BatchProgress toProgress(Document document) {
        return new BatchProgress(document.getInteger(TOTAL, 0), document.getString(MODEL),
                document.getInteger(SUBMITTED, 0), number(document, OFFSET), document.getInteger(MARK, 0),
                document.getInteger(COMPLETED, 0), document.getInteger(FAILED, 0),
                document.getInteger(SETTLED_COMPLETED, 0), document.getInteger(SETTLED_FAILED, 0));
    }

    private static @Nullable BatchEnd toEnd(@Nullable Document end) {
        if (end == null) {
            return null;
        }
        List<Problem> problems = end.getList("problems", Document.class).stream()
                .map(each -> new Problem(each.getString("code"), each.getInteger("line"), each.getString("message"),
                        each.getString("param")))
                .toList();
        return new BatchEnd(end.getInteger(COMPLETED), end.getInteger(FAILED), end.getString("outputFile"),
                end.getString("errorFile"), new Usage(end.getLong("promptTokens"), end.getLong("completionTokens"),
                        end.getLong("cachedTokens"), end.getLong("reasoningTokens")),
                problems);
    }

    static Bson reached(BatchStatus status, Instant at) {
        return Updates.combine(Updates.set(STATUS, status.wire()),
                Updates.set(REACHED + "." + status.wire(), Date.from(at)));
    }

    static Bson progress(BatchProgress progress) {
        List<Bson> all = new ArrayList<>(List.of(Updates.set(TOTAL, progress.total()),
                Updates.set(SUBMITTED, progress.submitted()), Updates.set(OFFSET, progress.offset()),
                Updates.set(MARK, progress.mark()), Updates.set(COMPLETED, progress.completed()),
                Updates.set(FAILED, progress.failed()), Updates.set(SETTLED_COMPLETED, progress.settledCompleted()),
                Updates.set(SETTLED_FAILED, progress.settledFailed())));
        if (progress.model() != null) {
            all.add(Updates.set(MODEL, progress.model()));
        }
        return Updates.combine(all);
    }

    static Bson end(BatchEnd end) {
        List<Document> problems = end.problems().stream()
                .map(each -> new Document("code", each.code()).append("line", each.line())
                        .append("message", each.message()).append("param", each.param()))
                .toList();
        return Updates.set(END, new Document(COMPLETED, end.completed()).append(FAILED, end.failed())
                .append("outputFile", end.outputFile()).append("errorFile", end.errorFile())
                .append("promptTokens", end.usage().promptTokens())
                .append("completionTokens", end.usage().completionTokens())
                .append("cachedTokens", end.usage().cachedTokens())
                .append("reasoningTokens", end.usage().reasoningTokens()).append("problems", problems));
    }

    private static long number(Document document, String field) {
        return document.get(field) instanceof Number number ? number.longValue() : 0;
    }

    static Instant date(Document document, String field) {
        return Objects.requireNonNull(document.getDate(field), field).toInstant();
    }
}
