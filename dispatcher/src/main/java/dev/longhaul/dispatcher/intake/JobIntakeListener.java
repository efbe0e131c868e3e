package dev.longhaul.dispatcher.intake;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.dispatcher.dispatch.DispatchLoop;
import dev.longhaul.dispatcher.dispatch.JobDispatcher;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.log.DeadLetters;
import dev.longhaul.store.job.JobDispatch;
import dev.longhaul.store.job.JobIntake;
import dev.longhaul.store.job.JobIntake.NewJob;
import dev.longhaul.store.job.OpenJob;
import dev.longhaul.store.job.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Records the jobs of a lane in bulk, whatever happens downstream. What may go at once is recorded as dispatched and
 * published: one write instead of two. An exception makes Kafka deliver the batch again, and a job that is recorded
 * already is skipped.
 */
final class JobIntakeListener implements BatchMessageListener<String, byte[]> {

    private static final Logger log = LoggerFactory.getLogger(JobIntakeListener.class);

    private final Lane lane;
    private final JobIntake record;
    private final JobDispatch open;
    private final Scheduler scheduler;
    private final JobDispatcher dispatcher;
    private final DispatchLoop loop;
    private final DeadLetters deadLetters;
    /** Each shard once, for all the jobs that refer to it. */
    private final Map<Integer, Shard> shards = new HashMap<>();

    JobIntakeListener(Lane lane, JobIntake record, JobDispatch open, Scheduler scheduler, JobDispatcher dispatcher,
            DispatchLoop loop, DeadLetters deadLetters) {
        this.lane = lane;
        this.record = record;
        this.open = open;
        this.scheduler = scheduler;
        this.dispatcher = dispatcher;
        this.loop = loop;
        this.deadLetters = deadLetters;
    }

    @Override
    public void onMessage(List<ConsumerRecord<String, byte[]>> records) {
        Map<JobId, Arrival> arrivals = read(records);
        List<WaitingJob> waiting = arrivals.values().stream().map(Arrival::waiting).toList();
        Map<JobId, InFlightJob> atOnce = scheduler.admitAtOnce(waiting);
        Set<JobId> repeats;
        try {
            repeats = record.record(arrivals.values().stream().map(arrival -> new NewJob(arrival.submitted,
                    arrival.waiting.shard(), atOnce.containsKey(arrival.waiting.id()))).toList());
        } catch (RuntimeException e) {
            atOnce.values().forEach(scheduler::release);
            throw e;
        }
        if (!repeats.isEmpty()) {
            takeUpRepeats(repeats, arrivals, atOnce);
        }
        dispatcher.publishRecorded(arrivals.values().stream().map(Arrival::submitted).toList(), atOnce);
        scheduler.add(waiting.stream().filter(job -> !atOnce.containsKey(job.id()) && !repeats.contains(job.id()))
                .toList());
        loop.wake();
        log.debug("recorded {} jobs of lane {}, {} of them go at once, {} were known", arrivals.size(), lane.wire(),
                atOnce.size(), repeats.size());
    }

    private Map<JobId, Arrival> read(List<ConsumerRecord<String, byte[]>> records) {
        // by id, in order: a job that was produced twice comes twice, perhaps in one batch
        Map<JobId, Arrival> arrivals = LinkedHashMap.newLinkedHashMap(records.size());
        List<CompletableFuture<?>> kept = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> each : records) {
            try {
                SubmittedJob job = MessageCodec.read(each.value(), SubmittedJob.class);
                Shard shard = shards.computeIfAbsent(each.partition(), partition -> new Shard(lane, partition));
                arrivals.putIfAbsent(job.id(), new Arrival(job, WaitingJob.of(job, shard)));
            } catch (UnreadableMessageException e) {
                kept.add(deadLetters.keep(each, e));
            }
        }
        // the offset moves on only when the unreadable ones are safe
        kept.forEach(CompletableFuture::join);
        return arrivals;
    }

    /**
     * A batch comes again after a crash or a lost answer: what stands in the record of it may be in nobody's memory.
     */
    private void takeUpRepeats(Set<JobId> repeats, Map<JobId, Arrival> arrivals, Map<JobId, InFlightJob> atOnce) {
        repeats.forEach(id -> {
            InFlightJob mine = atOnce.remove(id);
            if (mine != null) {
                scheduler.release(mine);
            }
        });
        for (OpenJob job : open.findOpen(repeats)) {
            Arrival arrival = arrivals.get(job.id());
            if (arrival != null) {
                scheduler.takeUp(job, arrival.waiting.shard());
            }
        }
    }

    private record Arrival(SubmittedJob submitted, WaitingJob waiting) {}
}
