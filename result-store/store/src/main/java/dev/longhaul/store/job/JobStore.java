package dev.longhaul.store.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.longhaul.store.Expiry;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.plan.Retentions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.bson.Document;

/** The jobs collection: one document a job, by what is done with it. Thread-safe. */
public final class JobStore {

    private static final String COLLECTION = "jobs";

    private final MongoCollection<Document> jobs;
    private final JobIntake intake;
    private final JobDispatch dispatch;
    private final JobResults results;
    private final JobVerdicts verdicts;
    private final JobCancel cancel;
    private final JobSweeps sweeps;
    private final JobRevisions revisions;
    private final JobQueries queries;
    private final JobAnswers answers;
    private final JobErasure erasure;
    private final JobRetention retention;
    private final JobSpending spending;
    private final JobSharing sharing;
    private final JobTellings tellings;
    private final JobLetters letters;
    private final JobReplays replays;
    private final JobExperiments experiments;

    /** One whose tenants want to be told of nothing. */
    public JobStore(MongoDatabase database, Clock clock, Duration keep) {
        this(database, clock, Retentions.same(keep), tenant -> false);
    }

    /**
     * @param keep
     *            how long jobs stay after their end
     * @param listens
     *            whether a tenant wants to be told of the ends of the jobs that are recorded now
     */
    public JobStore(MongoDatabase database, Clock clock, Retentions keep, Predicate<String> listens) {
        jobs = database.getCollection(COLLECTION);
        answers = new JobAnswers(database, clock);
        Endings endings = new Endings(keep);
        intake = new JobIntake(jobs, clock, endings, listens);
        dispatch = new JobDispatch(jobs, clock, endings);
        results = new JobResults(jobs, new OutcomeUpdates(endings), answers);
        verdicts = new JobVerdicts(jobs, clock, endings);
        cancel = new JobCancel(jobs, clock, endings);
        sweeps = new JobSweeps(jobs, clock, endings);
        revisions = new JobRevisions(jobs, clock);
        queries = new JobQueries(jobs);
        erasure = new JobErasure(jobs, answers, clock);
        retention = new JobRetention(jobs, clock);
        spending = new JobSpending(jobs);
        sharing = new JobSharing(jobs, clock, endings);
        tellings = new JobTellings(jobs);
        letters = new JobLetters(jobs, clock);
        replays = new JobReplays(jobs, clock);
        experiments = new JobExperiments(jobs);
    }

    /**
     * Creates the indexes that are missing. Hot paths go by {@code _id}; these serve takeover, lists, dead letters and
     * retention.
     */
    public void createIndexes() {
        answers.createIndexes();
        IndexOptions sparse = new IndexOptions().sparse(true);
        IndexOptions dead = new IndexOptions().partialFilterExpression(Filters.exists(Fields.DEAD_CAUSE));
        StoreCall.of(() -> jobs.createIndexes(List.of(new IndexModel(Indexes.ascending(Fields.OPEN), sparse),
                new IndexModel(Indexes.compoundIndex(Indexes.ascending(Fields.TENANT), Indexes.descending(Fields.ID))),
                new IndexModel(Indexes.compoundIndex(Indexes.ascending(Fields.TENANT, Fields.STATE),
                        Indexes.descending(Fields.ID))),
                new IndexModel(
                        Indexes.compoundIndex(Indexes.ascending(Fields.TENANT, Fields.CUSTOM_ID),
                                Indexes.descending(Fields.ID)),
                        new IndexOptions().partialFilterExpression(Filters.exists(Fields.CUSTOM_ID))),
                new IndexModel(
                        Indexes.compoundIndex(Indexes.ascending(Fields.TENANT, Fields.BATCH),
                                Indexes.descending(Fields.ID)),
                        new IndexOptions().partialFilterExpression(Filters.exists(Fields.BATCH))),
                new IndexModel(Indexes.ascending(Fields.REVISED_AT), sparse),
                new IndexModel(Indexes.ascending(Fields.TELL), sparse),
                new IndexModel(Indexes.ascending(Fields.RECOUNT), sparse),
                new IndexModel(Indexes.ascending(Fields.DEAD_CAUSE, Fields.ENDED_AT), dead),
                new IndexModel(Indexes.compoundIndex(Indexes.ascending(Fields.DEAD_CAUSE),
                        Indexes.descending(Fields.ID)), dead),
                new IndexModel(Indexes.compoundIndex(Indexes.descending(Fields.ID),
                        Indexes.ascending(Fields.DEAD_CAUSE)), dead),
                JobExperiments.index(), Expiry.index())));
    }

    public JobIntake intake() {
        return intake;
    }

    public JobDispatch dispatch() {
        return dispatch;
    }

    public JobResults results() {
        return results;
    }

    public JobVerdicts verdicts() {
        return verdicts;
    }

    public JobCancel cancel() {
        return cancel;
    }

    public JobSweeps sweeps() {
        return sweeps;
    }

    public JobRevisions revisions() {
        return revisions;
    }

    public JobQueries queries() {
        return queries;
    }

    public JobSharing sharing() {
        return sharing;
    }

    public JobSpending spending() {
        return spending;
    }

    public JobTellings tellings() {
        return tellings;
    }

    public JobLetters letters() {
        return letters;
    }

    public JobReplays replays() {
        return replays;
    }

    public JobExperiments experiments() {
        return experiments;
    }

    /** Long answers. */
    public JobAnswers answers() {
        return answers;
    }

    public JobErasure erasure() {
        return erasure;
    }

    public JobRetention retention() {
        return retention;
    }
}
