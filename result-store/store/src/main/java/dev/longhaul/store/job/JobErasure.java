package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.StoreCall;
import java.time.Clock;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Erases what jobs hold before their time. What is left stands in the same document until the day on which the job
 * would have gone: that it was there, how it ended, and what its calls cost. So whatever comes late, a report, a
 * replay, a repeat of the submission, finds that the id is taken and over. Thread-safe.
 */
public final class JobErasure {

    private static final Bson READ = Projections.include(Fields.STATE, Fields.ATTEMPTS, Fields.FAILURE, Fields.TELL,
            Fields.DELETED_AT, Fields.ANSWER);
    private static final String[] CONTENT = {Fields.REQUEST, Fields.REQUEST_BYTES, Fields.RESPONSE,
            Fields.METADATA, Fields.CUSTOM_ID, Fields.CACHE_KEY, Fields.REPLY_TO, Fields.DEAD, Fields.PAST,
            Fields.DISCARDED};
    private static final String MESSAGE = "The job was deleted.";

    private final MongoCollection<Document> jobs;
    private final JobAnswers answers;
    private final Clock clock;

    JobErasure(MongoCollection<Document> jobs, JobAnswers answers, Clock clock) {
        this.jobs = jobs;
        this.answers = answers;
        this.clock = clock;
    }

    /** Erases a job that has ended; once erased it stays so. */
    public Erasure erase(JobId id) {
        Bson which = Filters.eq(Fields.ID, id.toString());
        return StoreCall.of(() -> {
            while (true) {
                Document job = jobs.find(which).projection(READ).first();
                if (job == null) {
                    return new Erasure.NotRecorded();
                }
                if (job.containsKey(Fields.DELETED_AT)) {
                    dropAnswer(which, job);
                    return new Erasure.Erased(false);
                }
                JobState state = JobDocuments.state(job);
                if (!state.isTerminal()) {
                    return new Erasure.Open(state);
                }
                List<Document> attempts = job.getList(Fields.ATTEMPTS, Document.class);
                // an attempt that is recorded in this very moment must neither be lost nor keep its text
                Bson asRead = Filters.and(which, Filters.eq(Fields.STATE, state.wire()),
                        Filters.eq(Fields.ATTEMPTS, attempts),
                        Filters.exists(Fields.TELL, job.containsKey(Fields.TELL)));
                if (jobs.updateOne(asRead, erased(job, attempts)).getMatchedCount() == 1) {
                    dropAnswer(which, job);
                    return new Erasure.Erased(true);
                }
            }
        });
    }

    /** The job names a long answer until its parts are gone, so that a call that broke off can be repeated. */
    private void dropAnswer(Bson which, Document job) {
        StoredAnswer answer = JobDocuments.toStored(job.get(Fields.ANSWER, Document.class));
        if (answer != null) {
            answers.drop(answer);
            jobs.updateOne(which, new Update().unset(Fields.ANSWER));
        }
    }

    private Update erased(Document job, @Nullable List<Document> attempts) {
        Update update = new Update().set(Fields.DELETED_AT, JobDocuments.date(clock.instant())).unset(CONTENT);
        if (!job.containsKey(Fields.TELL)) {
            // whoever is still to be told of its end is told that
            update.unset(Fields.WEBHOOK_URL);
        }
        if (attempts != null) {
            update.set(Fields.ATTEMPTS, attempts.stream().map(JobErasure::withoutText).toList());
        }
        Document failure = job.get(Fields.FAILURE, Document.class);
        if (failure != null) {
            // a provider's message may quote the prompt
            update.set(Fields.FAILURE, new Document("code", failure.getString("code")).append("message", MESSAGE));
        }
        return update;
    }

    private static Document withoutText(Document attempt) {
        Document rest = new Document(attempt);
        rest.remove("partial");
        return rest;
    }

    /** What became of an order to erase. */
    public sealed interface Erasure {

        /**
         * Nothing but the accounting is left.
         *
         * @param now
         *            false when it had been erased before
         */
        record Erased(boolean now) implements Erasure {}

        /** It has not ended. */
        record Open(JobState state) implements Erasure {}

        /** The record does not know it (yet). */
        record NotRecorded() implements Erasure {}
    }
}
