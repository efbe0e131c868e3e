package dev.longhaul.store.job;

import dev.longhaul.contract.job.ExperimentPart;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Completions;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.store.job.JobExperiments.ExperimentJob;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What a job's document says of the experiment that the job has a part in. */
final class ExperimentDocuments {

    private ExperimentDocuments() {}

    static @Nullable Document fromPart(@Nullable ExperimentPart part) {
        if (part == null) {
            return null;
        }
        Document document = new Document("id", part.id()).append("variant", part.variant());
        JobId shadowOf = part.shadowOf();
        return shadowOf == null ? document : document.append("shadowOf", shadowOf.toString());
    }

    static @Nullable ExperimentPart toPart(@Nullable Document document) {
        if (document == null) {
            return null;
        }
        String shadowOf = document.getString("shadowOf");
        return new ExperimentPart(document.getString("id"), document.getString("variant"),
                shadowOf == null ? null : JobId.parse(shadowOf));
    }

    static Document fromContent(Completions.Content content) {
        return new Document("characters", content.characters()).append("refused", content.refused());
    }

    /** Reads a document of those fields that {@link JobExperiments} asks for. */
    static ExperimentJob toJob(Document document, ExperimentPart part) {
        List<Attempt> attempts = JobDocuments.attempts(document);
        Document answer = document.get(Fields.SAID, Document.class);
        Failure failure = JobDocuments.toFailure(document.get(Fields.FAILURE, Document.class));
        JobState state = JobDocuments.state(document);
        return new ExperimentJob(JobDocuments.id(document), part, state,
                JobDocuments.required(document, Fields.SUBMITTED_AT),
                JobDocuments.instant(document, Fields.ENDED_AT),
                attempts.stream().filter(each -> each.end() == Attempt.End.SUCCEEDED).findFirst()
                        .map(Attempt::durationMillis).orElse(null),
                JobDocuments.toUsage(document.get(Fields.USAGE, Document.class)),
                state == JobState.SUCCEEDED ? document.getLong(Fields.COST) : null,
                document.containsKey(Fields.CACHED), answer == null ? null : answer.getLong("characters"),
                answer != null && answer.getBoolean("refused", false), failure == null ? null : failure.code());
    }
}
