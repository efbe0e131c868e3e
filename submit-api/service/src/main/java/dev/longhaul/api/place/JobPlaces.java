package dev.longhaul.api.place;

import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.PlaceInquiry;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the dispatchers why a queued job waits. A call that asks is held up by so much at most, whatever becomes of
 * broker and dispatchers. Thread-safe.
 */
public final class JobPlaces {

    private static final Duration ANSWER_WITHIN = Duration.ofMillis(250);
    private static final int MOST_AT_A_TIME = 64;

    private final String instance;
    private final ConfirmedPublisher amqp;
    private final BooleanSupplier hearsReplies;
    private final Executor background;
    private final Semaphore room = new Semaphore(MOST_AT_A_TIME);
    private final Map<String, CompletableFuture<Reply.Place>> asked = new ConcurrentHashMap<>();

    /**
     * @param instance
     *            where answers are to be sent
     * @param hearsReplies
     *            whether an answer could be heard now
     * @param background
     *            runs the sending, which waits for a broker that is slow
     */
    public JobPlaces(String instance, ConfirmedPublisher amqp, BooleanSupplier hearsReplies, Executor background) {
        this.instance = instance;
        this.amqp = amqp;
        this.hearsReplies = hearsReplies;
        this.background = background;
    }

    /** Where a job stands; null when nobody says so in time, or too many ask. */
    public Reply.@Nullable Place of(SubmittedJob job) {
        if (!hearsReplies.getAsBoolean() || !room.tryAcquire()) {
            return null;
        }
        String question = UUID.randomUUID().toString();
        CompletableFuture<Reply.Place> answer = new CompletableFuture<>();
        asked.put(question, answer);
        // a question that the broker has not taken yet takes up room, so that they do not pile up
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(question, job), background);
        try {
            return answer.get(ANSWER_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            asked.remove(question);
            CompletableFuture<Void> unused = sent.whenComplete((nothing, failure) -> room.release());
        }
    }

    private void send(String question, SubmittedJob job) {
        amqp.publishTransient(RelayTopology.QUESTIONS, RelayTopology.ALL, MessageCodec.write(new PlaceInquiry(question,
                instance, job.id(), job.tenant(), job.keyId(), job.customId(), job.lane(), job.model(),
                job.priority()))).join();
    }

    /** A dispatcher has answered; the first answer counts. */
    public void onAnswer(Reply.Place answer) {
        CompletableFuture<Reply.Place> waiting = asked.get(answer.question());
        if (waiting != null) {
            waiting.complete(answer);
        }
    }
}
