package dev.longhaul.api.order;

import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.ControlMessage.Cancel;
import dev.longhaul.contract.message.JobsCancelled;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.log.JobEventPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells everybody whom cancels concern. Thread-safe. */
public final class CancelNews {

    private static final Logger log = LoggerFactory.getLogger(CancelNews.class);

    private final JobEventPublisher events;
    private final ConfirmedPublisher amqp;
    private final MeterRegistry meters;
    private final ModelDirectory models;

    public CancelNews(JobEventPublisher events, ConfirmedPublisher amqp, MeterRegistry meters, ModelDirectory models) {
        this.events = events;
        this.amqp = amqp;
        this.meters = meters;
        this.models = models;
    }

    /** Jobs have ended in the record. */
    public void cancelled(JobsCancelled many) {
        meters.counter("longhaul.jobs.ended", "lane", many.lane().wire(), "model", models.metricName(many.model()),
                "end", JobState.CANCELLED.wire()).increment(many.jobs().size());
        events.announce(many);
    }

    /** Jobs are handed out and marked in the record. */
    public void requested(List<JobId> jobs) {
        for (Cancel message : Cancel.of(jobs)) {
            CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.CONTROL, RelayTopology.ALL,
                    MessageCodec.write(message)).whenComplete((sent, failure) -> {
                        if (failure != null) {
                            log.warn("the cancel of {} jobs, job {} first, did not reach the workers; it acts on those "
                                    + "that queue again: {}", message.jobs().size(), message.jobs().getFirst(),
                                    failure.getMessage());
                        }
                    });
        }
    }
}
