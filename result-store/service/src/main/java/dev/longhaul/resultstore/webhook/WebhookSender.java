package dev.longhaul.resultstore.webhook;

import dev.longhaul.contract.process.Essential;
import dev.longhaul.contract.webhook.AddressGuard;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.job.JobStore;
import dev.longhaul.store.webhook.WebhookDeliveries;
import dev.longhaul.store.webhook.WebhookEndpoints;
import dev.longhaul.store.webhook.WebhookEvents;
import dev.longhaul.store.webhook.WebhookRecoveries;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Tells what happens and sends the deliveries. One thread looks for what is to be told, one for what is due; the
 * deliveries themselves are on virtual threads. Several instances share the work by claims.
 */
public final class WebhookSender implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WebhookSender.class);
    private static final int MOST_CALLED = 1_000;
    /** Between two looks for queues that another instance has left. */
    private static final Duration SURVEY_EVERY = Duration.ofSeconds(20);
    /** What a sender may need beyond the time limit of a try, before its claims run out. */
    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    private final Parts parts;
    private final WebhookSenderProperties properties;
    private final AddressGuard guard;
    private final MeterRegistry registry;
    private final Clock clock;
    private final RandomGenerator random;
    private @Nullable Running running;

    /**
     * @param random
     *            thread-safe
     */
    public WebhookSender(Parts parts, WebhookSenderProperties properties, AddressGuard guard, MeterRegistry registry,
            Clock clock, RandomGenerator random) {
        this.parts = parts;
        this.properties = properties;
        this.guard = guard;
        this.registry = registry;
        this.clock = clock;
        this.random = random;
    }

    /** What is read and written. */
    public record Parts(JobStore jobs, BatchStore batches, WebhookEndpoints endpoints, WebhookEvents events,
            WebhookDeliveries deliveries, WebhookRecoveries recoveries) {}

    @Override
    public synchronized void start() {
        if (!parts.endpoints().canSign()) {
            log.info("webhooks are not sent: longhaul.webhook.master-key is not set");
            return;
        }
        running = new Running();
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    private final class Running implements AutoCloseable {

        private final Rota rota = new Rota(properties.perEndpoint(), properties.perSecond());
        private final HookClient client = new HookClient(guard, SystemDefaultDnsResolver.INSTANCE,
                properties.timeout(), properties.most(), clock);
        private final ExecutorService threads = Executors
                .newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());
        private final Teller teller = new Teller(parts.jobs().tellings(), parts.batches(), parts.endpoints(),
                parts.events(), parts.deliveries(), clock);
        private final Sending sending = new Sending(rota, parts.deliveries(), parts.endpoints(), parts.events(),
                new Try(parts.endpoints(), parts.deliveries(), parts.jobs().queries(), client,
                        properties.disableAfter(), clock, random, new DeliveryMeters(registry, rota)),
                clock, properties.timeout().plus(SLACK), properties.most(), threads);
        private final CountDownLatch stopping = new CountDownLatch(1);
        private Instant surveyAt = Instant.MIN;
        // last, because they use the others
        private final Thread telling = Essential.platformThread("webhook-telling").start(this::tellAll);
        private final Thread dispatching = Essential.platformThread("webhook-sending").start(this::sendAll);

        private void tellAll() {
            boolean reported = false;
            while (!Thread.currentThread().isInterrupted()) {
                boolean more = false;
                try {
                    more = look();
                    reported = false;
                } catch (StoreUnavailableException e) {
                    if (!reported) {
                        log.info("nothing is told until MongoDB answers again: {}", e.getMessage());
                    }
                    reported = true;
                } catch (RuntimeException e) {
                    if (!reported) {
                        log.error("what has happened cannot be told; trying again", e);
                    }
                    reported = true;
                }
                if (!more && !pause()) {
                    return;
                }
            }
        }

        /** Whether there is more to be told at once. */
        private boolean look() {
            Instant now = clock.instant();
            if (!now.isBefore(surveyAt)) {
                parts.deliveries().queues().forEach(queue -> rota.look(queue, now));
                surveyAt = now.plus(SURVEY_EVERY);
            }
            boolean recovering = parts.recoveries().step();
            Set<String> told = teller.tell();
            told.forEach(queue -> rota.look(queue, now));
            parts.deliveries().called(MOST_CALLED).forEach(queue -> rota.look(queue, now));
            return recovering || !told.isEmpty();
        }

        /** False when it is time to stop. */
        private boolean pause() {
            try {
                return !stopping.await(properties.lookEvery().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private void sendAll() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    sending.turn();
                    rota.await(LONGEST_WAIT);
                }
            } catch (RejectedExecutionException e) {
                log.debug("webhooks are not sent any more: the service stops");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** What is under way is broken off; whoever starts next tries it again. */
        @Override
        public void close() {
            stopping.countDown();
            telling.interrupt();
            dispatching.interrupt();
            client.close();
            threads.shutdownNow();
            threads.close();
        }
    }
}
