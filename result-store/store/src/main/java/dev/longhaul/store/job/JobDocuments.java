package dev.longhaul.store.job;

import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.contract.message.Warning;
import dev.longhaul.store.deadletter.Cause;
import dev.longhaul.store.job.JobRecord.Ending;
import dev.longhaul.store.job.JobRecord.Progress;
import dev.longhaul.store.job.JobSharing.Cached;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Between job documents and records. Absent fields stand for null: documents stay small. */
final class JobDocuments {

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private JobDocuments() {}

    static Document fromSubmitted(SubmittedJob job) {
        Document document = new Document(Fields.ID, job.id().toString()).append(Fields.TENANT, job.tenant())
                .append(Fields.LANE, job.lane().wire()).append(Fields.PRIORITY, job.priority())
                .append(Fields.MODEL, job.model()).append(Fields.REQUEST, job.request())
                .append(Fields.STREAM, job.stream()).append(Fields.CACHE, job.cache().wire())
                .append(Fields.ON_AMBIGUOUS, job.onAmbiguous().wire())
                .append(Fields.PROMPT_TOKENS, job.estimate().prompt())
                .append(Fields.COMPLETION_TOKENS, job.estimate().completion())
                .append(Fields.SUBMITTED_AT, date(job.submittedAt()));
        put(document, Fields.KEY_ID, job.keyId());
        put(document, Fields.BATCH, job.batch());
        put(document, Fields.CACHE_KEY, job.cacheKey());
        put(document, Fields.CUSTOM_ID, job.customId());
        put(document, Fields.DEADLINE, job.deadline() == null ? null : date(job.deadline()));
        put(document, Fields.WEBHOOK_URL, job.webhookUrl());
        put(document, Fields.REPLY_TO, job.replyTo());
        put(document, Fields.TIMEOUTS, timeouts(job.timeouts()));
        put(document, Fields.EXPERIMENT, ExperimentDocuments.fromPart(job.experiment()));
        if (!job.metadata().isEmpty()) {
            // as pairs: a caller's key may hold dots and dollars, which have a meaning in field names
            document.append(Fields.METADATA, job.metadata().entrySet().stream()
                    .map(entry -> new Document("k", entry.getKey()).append("v", entry.getValue())).toList());
        }
        return document;
    }

    static JobRecord toRecord(Document document) {
        return new JobRecord(toSubmitted(document), toProgress(document), attempts(document), toEnding(document));
    }

    static List<Attempt> attempts(Document document) {
        return document.getList(Fields.ATTEMPTS, Document.class, List.of()).stream().map(JobDocuments::toAttempt)
                .toList();
    }

    /** The attempts of its present generation: a replayed job has all its tries again. */
    static List<Attempt> presentAttempts(Document document) {
        int before = document.getInteger(Fields.EPOCH_BEFORE, 0);
        return attempts(document).stream().filter(attempt -> attempt.epoch() > before).toList();
    }

    static int generation(Document document) {
        return document.getInteger(Fields.GENERATION, 1);
    }

    static SubmittedJob toSubmitted(Document document) {
        Map<String, String> metadata = new HashMap<>();
        for (Document pair : document.getList(Fields.METADATA, Document.class, List.of())) {
            metadata.put(pair.getString("k"), pair.getString("v"));
        }
        return new SubmittedJob(id(document), document.getString(Fields.TENANT), document.getString(Fields.KEY_ID),
                document.getString(Fields.BATCH), Lane.fromWire(document.getString(Fields.LANE)),
                document.getInteger(Fields.PRIORITY, 0),
                document.getString(Fields.MODEL), Objects.requireNonNullElse(document.getString(Fields.REQUEST), "{}"),
                document.getBoolean(Fields.STREAM, false), document.getString(Fields.CUSTOM_ID), metadata,
                instant(document, Fields.DEADLINE), document.getString(Fields.WEBHOOK_URL),
                CachePolicy.fromWire(document.getString(Fields.CACHE)), document.getString(Fields.CACHE_KEY),
                OnAmbiguous.fromWire(document.getString(Fields.ON_AMBIGUOUS)),
                timeouts(document.get(Fields.TIMEOUTS, Document.class)), document.getString(Fields.REPLY_TO),
                estimate(document), required(document, Fields.SUBMITTED_AT),
                ExperimentDocuments.toPart(document.get(Fields.EXPERIMENT, Document.class)));
    }

    private static @Nullable Document timeouts(@Nullable CallTimeouts timeouts) {
        if (timeouts == null) {
            return null;
        }
        Document document = new Document();
        put(document, "connect", timeouts.connectSeconds());
        put(document, "firstToken", timeouts.firstTokenSeconds());
        put(document, "idle", timeouts.idleSeconds());
        put(document, "total", timeouts.totalSeconds());
        return document;
    }

    private static @Nullable CallTimeouts timeouts(@Nullable Document document) {
        return document == null
                ? null
                : new CallTimeouts(document.getInteger("connect"), document.getInteger("firstToken"),
                        document.getInteger("idle"), document.getInteger("total"));
    }

    static OpenJob toOpen(Document document) {
        return new OpenJob(id(document), document.getString(Fields.TENANT), document.getString(Fields.KEY_ID),
                document.getString(Fields.BATCH), document.getString(Fields.CUSTOM_ID),
                document.getString(Fields.CACHE_KEY),
                Lane.fromWire(document.getString(Fields.LANE)), document.getInteger(Fields.PRIORITY, 0),
                document.getString(Fields.MODEL), estimate(document), state(document),
                document.getInteger(Fields.EPOCH, 0), instant(document, Fields.NOT_BEFORE),
                instant(document, Fields.DEADLINE), document.getBoolean(Fields.PAUSED, false));
    }

    static TokenEstimate estimate(Document document) {
        return new TokenEstimate(document.getInteger(Fields.PROMPT_TOKENS, 0),
                document.getInteger(Fields.COMPLETION_TOKENS, 0));
    }

    static JobId id(Document document) {
        return JobId.parse(document.getString(Fields.ID));
    }

    static JobState state(Document document) {
        return JobState.fromWire(document.getString(Fields.STATE));
    }

    private static Progress toProgress(Document document) {
        return new Progress(state(document), document.getInteger(Fields.EPOCH, 0),
                required(document, Fields.RECORDED_AT), instant(document, Fields.DISPATCHED_AT),
                instant(document, Fields.STARTED_AT), instant(document, Fields.NOT_BEFORE),
                document.getBoolean(Fields.PAUSED, false)
                        ? JobRecord.PAUSED
                        : document.getString(Fields.WAITING_FOR),
                document.getString(Fields.WORKER),
                instant(document, Fields.CANCEL_REQUESTED_AT));
    }

    private static @Nullable Ending toEnding(Document document) {
        Instant at = instant(document, Fields.ENDED_AT);
        if (at == null) {
            return null;
        }
        boolean deleted = document.containsKey(Fields.DELETED_AT);
        return new Ending(at, document.getString(Fields.RESPONSE),
                deleted ? null : toStored(document.get(Fields.ANSWER, Document.class)),
                toUsage(document.get(Fields.USAGE, Document.class)),
                nanoDollars(document), toCached(document.get(Fields.CACHED, Document.class)),
                toFailure(document.get(Fields.FAILURE, Document.class)), deleted);
    }

    static Document fromStored(StoredAnswer answer) {
        return new Document("key", answer.key()).append("parts", answer.parts()).append("bytes", answer.bytes());
    }

    static @Nullable StoredAnswer toStored(@Nullable Document document) {
        return document == null
                ? null
                : new StoredAnswer(document.getString("key"), document.getInteger("parts"), document.getLong("bytes"));
    }

    static Document fromAttempt(Attempt attempt) {
        Document document = new Document("epoch", attempt.epoch()).append("startedAt", date(attempt.startedAt()))
                .append("durationMillis", attempt.durationMillis()).append("end", attempt.end().wire())
                .append("possiblyBilled", attempt.possiblyBilled());
        put(document, "provider", attempt.provider());
        put(document, "model", attempt.model());
        put(document, "keyName", attempt.keyName());
        put(document, "worker", attempt.worker());
        put(document, "httpStatus", attempt.httpStatus());
        put(document, "code", attempt.code());
        put(document, "usage", attempt.usage() == null ? null : fromUsage(attempt.usage()));
        put(document, "partial", attempt.partial());
        put(document, "cost", attempt.nanoDollars());
        if (!attempt.warnings().isEmpty()) {
            document.append("warnings", attempt.warnings().stream()
                    .map(warning -> new Document("param", warning.param()).append("message", warning.message()))
                    .toList());
        }
        return document;
    }

    private static Attempt toAttempt(Document document) {
        return new Attempt(document.getInteger("epoch", 0), document.getString("provider"),
                document.getString("model"), document.getString("keyName"), document.getString("worker"),
                required(document, "startedAt"), document.getLong("durationMillis"),
                Attempt.End.fromWire(document.getString("end")), document.getInteger("httpStatus"),
                document.getString("code"), toUsage(document.get("usage", Document.class)),
                document.getBoolean("possiblyBilled", false),
                document.getList("warnings", Document.class, List.of()).stream()
                        .map(warning -> new Warning(warning.getString("param"), warning.getString("message")))
                        .toList(),
                document.getString("partial"), document.getLong("cost"));
    }

    static Document fromUsage(Usage usage) {
        Document document = new Document("prompt", usage.promptTokens()).append("completion", usage.completionTokens())
                .append("cached", usage.cachedTokens()).append("reasoning", usage.reasoningTokens());
        if (usage.cacheWriteTokens() > 0) {
            document.append("cacheWrite", usage.cacheWriteTokens());
        }
        return document;
    }

    static Document fromCached(Cached cached) {
        Document document = new Document("from", cached.from().toString()).append("inFlight", cached.inFlight())
                .append("tokens", cached.tokens());
        put(document, "cost", cached.nanoDollars());
        return document;
    }

    private static @Nullable Cached toCached(@Nullable Document document) {
        return document == null
                ? null
                : new Cached(JobId.parse(document.getString("from")), document.getBoolean("inFlight", false),
                        document.getLong("tokens"), document.getLong("cost"));
    }

    /** What the job's answer cost: 0 where it has none or got another job's, null where it is not known. */
    static @Nullable Long nanoDollars(Document document) {
        Long cost = document.getLong(Fields.COST);
        boolean answered = state(document) == JobState.SUCCEEDED && !document.containsKey(Fields.CACHED);
        return cost != null || answered ? cost : Long.valueOf(0);
    }

    static @Nullable Usage toUsage(@Nullable Document document) {
        return document == null
                ? null
                : new Usage(document.getLong("prompt"), document.getLong("completion"), document.getLong("cached"),
                        document.getLong("reasoning"), Objects.requireNonNullElse(document.getLong("cacheWrite"), 0L));
    }

    static Document fromCause(Cause cause) {
        Document document = new Document("cause", cause.fingerprint());
        put(document, "provider", cause.provider());
        return document;
    }

    static Document fromFailure(Failure failure) {
        Document document = new Document("code", failure.code()).append("message", failure.message());
        put(document, "param", failure.param());
        put(document, "providerStatus", failure.providerStatus());
        put(document, "providerCode", failure.providerCode());
        return document;
    }

    static @Nullable Failure toFailure(@Nullable Document document) {
        return document == null
                ? null
                : new Failure(document.getString("code"), document.getString("message"), document.getString("param"),
                        document.getInteger("providerStatus"), document.getString("providerCode"));
    }

    /** Whatever a clock or a caller says, kept within what a document and its readers can hold. */
    static Date date(Instant instant) {
        if (instant.isAfter(LATEST)) {
            return Date.from(LATEST);
        }
        return Date.from(instant.isBefore(Instant.EPOCH) ? Instant.EPOCH : instant);
    }

    static @Nullable Instant instant(Document document, String field) {
        Date date = document.getDate(field);
        return date == null ? null : date.toInstant();
    }

    static Instant required(Document document, String field) {
        return Objects.requireNonNull(instant(document, field), field);
    }

    private static void put(Document document, String field, @Nullable Object value) {
        if (value != null) {
            document.append(field, value);
        }
    }
}
