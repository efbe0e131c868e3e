package dev.longhaul.store.job;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.job.Extra.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Which of a job's attempts were, or may have been, paid for without being its answer, and what of that is not counted
 * yet. Pure functions of the job's document.
 */
final class ExtraCount {

    private static final String KIND = "kind";
    private static final String EPOCH = "epoch";
    private static final String WORKER = "worker";
    private static final String STARTED_AT = "startedAt";
    private static final String MODEL = "model";
    private static final String PROVIDER = "provider";
    private static final String DAY = "day";
    private static final String USAGE = "usage";
    private static final String COST = "cost";
    private static final String COUNT = "count";

    private ExtraCount() {}

    /**
     * Those of a job as it stands.
     *
     * @param counted
     *            what was counted before: a call keeps the day and the model that it was counted with, whatever has
     *            become of the plan's time zone and the job's model
     * @param day
     *            the name of the day that a time is in
     */
    static List<Document> of(Document job, List<Document> counted, Function<Instant, String> day) {
        List<Attempt> attempts = JobDocuments.attempts(job);
        Attempt answer = answer(job, attempts);
        List<Document> extras = new ArrayList<>();
        for (Attempt attempt : attempts) {
            Kind kind = attempt.possiblyBilled()
                    ? Kind.POSSIBLY_BILLED
                    : attempt.end() == Attempt.End.SUCCEEDED && !attempt.equals(answer) ? Kind.DUPLICATE : null;
            if (kind != null) {
                extras.add(document(kind, attempt, job, before(attempt, counted), day));
            }
        }
        return extras;
    }

    /** The attempt that gave the job its answer: one of the winning report's, the one with the answer's usage. */
    private static @Nullable Attempt answer(Document job, List<Attempt> attempts) {
        if (JobDocuments.state(job) != JobState.SUCCEEDED || job.containsKey(Fields.CACHED)) {
            return null;
        }
        String report = String.valueOf(job.getString(Fields.REPORT));
        Usage usage = JobDocuments.toUsage(job.get(Fields.USAGE, Document.class));
        List<Attempt> reported = attempts.stream()
                .filter(attempt -> attempt.end() == Attempt.End.SUCCEEDED && attempt.worker() != null
                        && report.startsWith(JobResults.WorkerOutcome.key(attempt.worker(), attempt.epoch())))
                .toList();
        Optional<Attempt> same = reported.stream().filter(attempt -> Objects.equals(usage, attempt.usage()))
                .findFirst();
        return same.or(() -> reported.stream().findFirst()).orElse(null);
    }

    private static Optional<Document> before(Attempt attempt, List<Document> counted) {
        return counted.stream()
                .filter(each -> each.getInteger(EPOCH, 0) == attempt.epoch()
                        && Objects.equals(each.getString(WORKER), attempt.worker())
                        && JobDocuments.required(each, STARTED_AT).toEpochMilli() == attempt.startedAt().toEpochMilli())
                .findFirst();
    }

    private static Document document(Kind kind, Attempt attempt, Document job, Optional<Document> before,
            Function<Instant, String> day) {
        Document document = new Document(KIND, kind.wire()).append(EPOCH, attempt.epoch())
                .append(STARTED_AT, JobDocuments.date(attempt.startedAt()))
                .append(MODEL, before.map(each -> each.getString(MODEL)).orElse(job.getString(Fields.MODEL)))
                .append(DAY, before.map(each -> each.getString(DAY)).orElseGet(() -> day.apply(attempt.startedAt())));
        put(document, WORKER, attempt.worker());
        put(document, PROVIDER, attempt.provider());
        put(document, USAGE, attempt.usage() == null ? null : JobDocuments.fromUsage(attempt.usage()));
        put(document, COST, attempt.nanoDollars());
        return document;
    }

    /** What is to be added to what was counted before, so that it becomes what is now. */
    static List<Document> owed(List<Document> counted, List<Document> now) {
        List<Document> owed = new ArrayList<>();
        without(now, counted).forEach(each -> owed.add(new Document(each).append(COUNT, 1)));
        without(counted, now).forEach(each -> owed.add(new Document(each).append(COUNT, -1)));
        return owed;
    }

    private static List<Document> without(List<Document> some, List<Document> others) {
        List<Document> rest = new ArrayList<>(some);
        others.forEach(rest::remove);
        return rest;
    }

    /** What is owed, for the ledger. */
    static Extra extra(Document job, Document owed) {
        int count = owed.getInteger(COUNT, 1);
        Usage usage = Objects.requireNonNullElse(JobDocuments.toUsage(owed.get(USAGE, Document.class)), Usage.NONE);
        Long cost = owed.getLong(COST);
        return new Extra(Kind.fromWire(owed.getString(KIND)), job.getString(Fields.TENANT),
                job.getString(Fields.KEY_ID), job.getString(Fields.BATCH), owed.getString(MODEL),
                owed.getString(PROVIDER), owed.getString(DAY), count,
                new Usage(count * usage.promptTokens(), count * usage.completionTokens(),
                        count * usage.cachedTokens(), count * usage.reasoningTokens()),
                cost == null ? 0 : count * cost);
    }

    private static void put(Document document, String field, @Nullable Object value) {
        if (value != null) {
            document.append(field, value);
        }
    }
}
