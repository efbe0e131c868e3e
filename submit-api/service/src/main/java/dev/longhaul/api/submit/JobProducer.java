package dev.longhaul.api.submit;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.log.LogRefusal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Writes jobs to their lane's topic, by three producers, each a connection of its own. Chat calls have one, because a
 * broker answers a connection's requests in order, and some megabytes of a batch stood before them. Of the others, long
 * jobs have one: it does not compress, nor does that of the chat calls. A dispatcher's fetches are bounded by the bytes
 * that the log has, and five hundred jobs of 4 MB which repeat a word would be a few kilobytes in it. Thread-safe.
 */
final class JobProducer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobProducer.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private static final String INTERACTIVE = "jobs-interactive";
    private static final String LONG = "jobs-long";
    private static final int LONG_BYTES = 64 * 1024;

    private final KafkaTemplate<String, byte[]> kafka;
    private final KafkaTemplate<String, byte[]> interactive;
    private final KafkaTemplate<String, byte[]> longs;
    private final Duration patience;

    /**
     * @param patience
     *            most that is waited for an acknowledgement; the producer's own delivery timeout comes first
     */
    JobProducer(KafkaTemplate<String, byte[]> kafka, Duration patience) {
        this.kafka = kafka;
        this.patience = patience;
        this.interactive = uncompressed(INTERACTIVE);
        this.longs = uncompressed(LONG);
    }

    private KafkaTemplate<String, byte[]> uncompressed(String clientId) {
        return new KafkaTemplate<>(kafka.getProducerFactory(),
                Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId, ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"));
    }

    /**
     * Sends a job; the future completes when all in-sync replicas have it. Blocks for a moment when the log cannot be
     * reached; a future that is failed on return tells that.
     */
    CompletableFuture<?> send(SubmittedJob job) {
        try {
            byte[] message = MessageCodec.write(job);
            return producer(job.lane(), message.length).send(Topics.jobs(job.lane()), job.tenant(), message);
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private KafkaTemplate<String, byte[]> producer(Lane lane, int bytes) {
        return switch (lane) {
            case INTERACTIVE -> interactive;
            case STANDARD, BATCH -> bytes > LONG_BYTES ? longs : kafka;
        };
    }

    /**
     * Waits until a job is durable.
     *
     * @throws ApiException
     *             when that is not known to be so
     */
    void await(CompletableFuture<?> sent, SubmittedJob job) {
        String reason;
        try {
            sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return;
        } catch (ExecutionException e) {
            if (LogRefusal.isTooLarge(e)) {
                throw ApiException.of(ErrorCode.REQUEST_TOO_LARGE, "The job is larger than the job log takes.");
            }
            reason = String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            reason = "no acknowledgement within " + patience;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason = "interrupted";
        }
        log.warn("job {} of tenant {} was not accepted, the client is told to try again: {}", job.id(), job.tenant(),
                reason);
        throw unavailable();
    }

    /** Whether a send that has just returned has found no log at all, which took it a while. */
    static boolean isAway(CompletableFuture<?> sent) {
        return sent.isCompletedExceptionally() && !LogRefusal.isTooLarge(sent.exceptionNow());
    }

    @Override
    public void close() {
        interactive.destroy();
        longs.destroy();
    }

    static ApiException unavailable() {
        return ApiException.of(ErrorCode.QUEUE_UNAVAILABLE,
                "The job was not accepted, because the job log does not answer; try again. With an Idempotency-Key a "
                        + "second try never makes a second job.")
                .withRetryAfter(RETRY);
    }
}
