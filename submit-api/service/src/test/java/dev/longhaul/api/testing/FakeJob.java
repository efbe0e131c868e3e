package dev.longhaul.api.testing;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.job.JobDispatch.Dispatched;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.JobResults.Applied;
import dev.longhaul.store.job.JobResults.WorkerOutcome;
import dev.longhaul.store.job.JobResults.WorkerStart;
import dev.longhaul.store.job.Shard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job in the hands of a test. */
public final class FakeJob {

    public static final Usage USAGE = new Usage(7, 3, 0, 0);
    private static final String WORKER = "fake-worker";

    private final FakePipeline pipeline;
    private final SubmittedJob submitted;
    private final Shard shard;
    private int epoch;

    FakeJob(FakePipeline pipeline, SubmittedJob submitted, Shard shard) {
        this.pipeline = pipeline;
        this.submitted = submitted;
        this.shard = shard;
    }

    public SubmittedJob submitted() {
        return submitted;
    }

    public JobId id() {
        return submitted.id();
    }

    /** The whole way, with a greeting at its end. */
    public void answer() {
        if (record()) {
            dispatch().end(succeeded("Hello from " + submitted.model()));
        }
    }

    /** Puts the job into the record; false when it is there already. */
    public boolean record() {
        return pipeline.store.intake().record(List.of(new NewJob(submitted, shard, false))).isEmpty();
    }

    public FakeJob dispatch() {
        List<Dispatched> won = new ArrayList<>(1);
        pipeline.store.dispatch().dispatch(List.of(id()), UUID.randomUUID().toString(), won::add);
        epoch = won.getFirst().epoch();
        return this;
    }

    public FakeJob start() {
        pipeline.store.results().applyStarts(List.of(new WorkerStart(WORKER, new StartReport(id(), submitted.tenant(),
                submitted.lane(), submitted.model(), epoch, Instant.now()))));
        announce(JobState.RUNNING, null);
        return this;
    }

    /** Gives the job up for lost: it waits again. */
    public FakeJob requeue() {
        pipeline.store.dispatch().requeueLost(id(), epoch);
        announce(JobState.QUEUED, null);
        return this;
    }

    public FakeJob reply(Reply reply) {
        String to = submitted.replyTo() == null ? RelayTopology.ALL : submitted.replyTo();
        pipeline.amqp.publishTransient(RelayTopology.REPLIES, to, MessageCodec.write(reply)).join();
        return this;
    }

    public FakeJob chunks(int first, String... texts) {
        return chunksOf(epoch, first, texts);
    }

    public FakeJob chunksOf(int ofEpoch, int first, String... texts) {
        List<String> chunks = Arrays.stream(texts).map(text -> chunk(text, null)).toList();
        return reply(new Reply.Chunks(id(), ofEpoch, first, chunks));
    }

    /** The end on every way: straight to the waiting call, into the record, into the log. */
    public FakeJob end(Outcome outcome) {
        if (submitted.replyTo() != null) {
            reply(new Reply.Ended(id(), epoch, outcome));
        }
        return endUnanswered(outcome);
    }

    /** The end in the record and in the log; the reply was lost. */
    public FakeJob endUnanswered(Outcome outcome) {
        JobState state = endSilently(outcome);
        if (state != null) {
            announce(state, null);
        }
        return this;
    }

    /** An answer and what it cost. */
    public FakeJob answer(@Nullable Long nanoDollars) {
        announce(Objects.requireNonNull(record(succeeded("Hello"), nanoDollars)), null);
        return this;
    }

    /** The end in the record alone; reply and event were lost. */
    public @Nullable JobState endSilently(Outcome outcome) {
        return record(outcome, null);
    }

    private @Nullable JobState record(Outcome outcome, @Nullable Long nanoDollars) {
        Attempt attempt = new Attempt(epoch, "simulator", submitted.model(), "key-1", WORKER, Instant.now(), 12,
                outcome instanceof Outcome.Succeeded ? Attempt.End.SUCCEEDED : Attempt.End.REFUSED, 200, null,
                outcome instanceof Outcome.Succeeded ? USAGE : null, false).costing(nanoDollars);
        Applied applied = pipeline.store.results()
                .apply(List.of(new WorkerOutcome(WORKER,
                        new OutcomeReport(id(), submitted.tenant(), submitted.keyId(), submitted.batch(),
                                submitted.lane(), submitted.model(), epoch, Instant.now(), Instant.now(),
                                List.of(attempt), outcome,
                                submitted.experiment() == null ? null : submitted.experiment().id()),
                        nanoDollars)),
                        null)
                .getFirst();
        return applied.state();
    }

    public void announce(JobState state, @Nullable String code) {
        pipeline.announce(new JobEvent(id(), submitted.tenant(), submitted.lane(), submitted.model(), state, epoch,
                Instant.now(), code, null));
    }

    public Reply.Ended ended(Outcome outcome) {
        return new Reply.Ended(id(), epoch, outcome);
    }

    public int epoch() {
        return epoch;
    }

    public static Outcome.Succeeded succeeded(String text) {
        return new Outcome.Succeeded(completion(text), USAGE);
    }

    public static String completion(String text) {
        return """
                {"id":"chatcmpl-1","object":"chat.completion","created":1763871000,"model":"provider-model",\
                "choices":[{"index":0,"message":{"role":"assistant","content":"%s","refusal":null},"logprobs":null,\
                "finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"""
                .formatted(text);
    }

    /** A piece of a streamed answer; one without text ends it. */
    public static String chunk(String text, @Nullable String usage) {
        String choices = text.isEmpty()
                ? "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]"
                : "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + text
                        + "\"},\"finish_reason\":null}]";
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1763871000,"
                + "\"model\":\"provider-model\",\"choices\":" + (usage == null ? choices : "[]")
                + (usage == null ? "" : ",\"usage\":" + usage) + "}";
    }
}
