package dev.longhaul.api.chat;

import dev.longhaul.api.chat.ChatController.Call;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.job.Completion;
import dev.longhaul.api.job.JobErrors;
import dev.longhaul.api.job.JobHeaders;
import dev.longhaul.api.job.JobReader;
import dev.longhaul.api.submit.JobSubmitter;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.Signal;
import dev.longhaul.api.wait.WaitKind;
import dev.longhaul.api.wait.Wakeups;
import dev.longhaul.api.wait.Watch;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.store.job.JobRecord;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the whole answer of a chat call. It comes from the worker directly; an end that no worker tells of, or
 * whose reply was lost, comes as an event, and then the record is read.
 */
public final class SyncAnswers {

    private final JobWatches watches;
    private final Wakeups wakeups;
    private final JobSubmitter submitter;
    private final JobReader jobs;
    private final HangUps hangUps;

    public SyncAnswers(JobWatches watches, Wakeups wakeups, JobSubmitter submitter, JobReader jobs, HangUps hangUps) {
        this.watches = watches;
        this.wakeups = wakeups;
        this.submitter = submitter;
        this.jobs = jobs;
        this.hangUps = hangUps;
    }

    /**
     * Submits the job and waits for its completion.
     *
     * @return null when the client has hung up
     * @throws ApiException
     *             when the job was not accepted, ended without an answer, or takes longer than the call
     */
    @Nullable
    Completion answer(Call call) {
        JobId id = call.draft().id();
        try (Watch watch = watches.watch(WaitKind.CHAT, List.of(id))) {
            submitter.send(call.draft());
            if (call.draft().repeat()) {
                Optional<JobRecord> known = jobs.find(id);
                if (known.isPresent() && known.get().state().isTerminal()) {
                    return completion(known.get());
                }
            }
            Wakeups.Wait wait = wakeups.begin(watch, call.most(), call.client());
            Outcomes outcomes = new Outcomes();
            Signal signal = wait.next();
            while (signal != null) {
                Completion completion = completion(id, signal, outcomes);
                if (completion != null) {
                    return completion;
                }
                signal = wait.next();
            }
            if (!wait.isClientGone()) {
                throw timeout(id);
            }
        }
        hangUps.clientGone(call.draft());
        return null;
    }

    private @Nullable Completion completion(JobId id, Signal signal, Outcomes outcomes) {
        return switch (signal) {
            case Signal.Ended ended -> switch (ended.reply().outcome()) {
                case Outcome.Succeeded whole -> Completion.of(whole.response());
                // too long for a reply: the record has it in a moment, and an event tells
                case Outcome.SucceededInParts inParts -> null;
                case Outcome.Failed failed when outcomes.failureCounts(ended.reply()) ->
                    throw JobErrors.answer(id, failed.failure());
                case Outcome.Cancelled cancelled when outcomes.failureCounts(ended.reply()) ->
                    throw JobErrors.answer(id, JobErrors.plain(JobState.CANCELLED));
                case Outcome.Expired expired when outcomes.failureCounts(ended.reply()) ->
                    throw JobErrors.answer(id, JobErrors.plain(JobState.EXPIRED));
                case Outcome outcome -> null;
            };
            case Signal.State state when state.state().isTerminal() ->
                jobs.find(id).map(SyncAnswers::completion).orElse(null);
            case Signal.State state -> {
                outcomes.learn(state);
                yield null;
            }
            case Signal.Pieces pieces -> null;
            case Signal.Stopping stopping -> throw stopping(id);
        };
    }

    /** The completion of a job that has ended. */
    static Completion completion(JobRecord job) {
        Completion completion = Completion.of(job.ending());
        if (job.state() != JobState.SUCCEEDED || completion == null) {
            throw JobErrors.answer(job);
        }
        return completion;
    }

    static ApiException timeout(JobId id) {
        return ApiException
                .of(ErrorCode.JOB_TIMEOUT,
                        "The answer did not come in time. The job goes on: poll GET /v1/jobs/" + id + ".")
                .withoutRetry().withHeader(JobHeaders.JOB_ID, id.toString());
    }

    static ApiException stopping(JobId id) {
        return ApiException
                .of(ErrorCode.OVERLOADED,
                        "This instance stops. The job goes on: poll GET /v1/jobs/" + id + ".")
                .withoutRetry().withHeader(JobHeaders.JOB_ID, id.toString());
    }
}
