package dev.longhaul.dispatcher.intake;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.dispatcher.dispatch.DispatchLoop;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.job.JobDispatch;
import dev.longhaul.store.job.Shard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * A dispatcher schedules the shards whose partitions Kafka has assigned to it: there is no other lock. What an assigned
 * shard has open is read from the record before its first new job is taken.
 *
 * <p>
 * A revoked shard is kept until the next assignment shows who has it: most rebalances give it back, and in the meantime
 * the compare-and-sets of the record keep two owners apart. It is read again when another dispatcher may have had it in
 * between, which the group's generations tell: each assignment raises them by one.
 */
final class ShardOwnership implements ConsumerAwareRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(ShardOwnership.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Lane lane;
    private final JobDispatch record;
    private final Scheduler scheduler;
    private final DispatchLoop loop;
    private final CountDownLatch stopping;
    private int generation = -1;

    ShardOwnership(Lane lane, JobDispatch record, Scheduler scheduler, DispatchLoop loop, CountDownLatch stopping) {
        this.lane = lane;
        this.record = record;
        this.scheduler = scheduler;
        this.loop = loop;
        this.stopping = stopping;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        int now = consumer.groupMetadata().generationId();
        boolean missedOne = now != generation + 1;
        generation = now;
        Set<Shard> assigned = partitions.stream().map(partition -> new Shard(lane, partition.partition()))
                .collect(Collectors.toSet());
        for (Shard shard : scheduler.owned()) {
            if (shard.lane() == lane && (missedOne || !assigned.contains(shard))) {
                scheduler.disown(shard);
            }
        }
        int waiting = 0;
        int handedOut = 0;
        List<Shard> fresh = assigned.stream().filter(shard -> !scheduler.owns(shard)).toList();
        for (Shard shard : fresh) {
            Loaded loaded = load(shard);
            waiting += loaded.waiting;
            handedOut += loaded.handedOut;
        }
        log.info("owns {} shards of lane {}, {} of them taken over now with {} jobs waiting and {} handed out",
                assigned.size(), lane.wire(), fresh.size(), waiting, handedOut);
        loop.wake();
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        log.warn("lane {} lost {} partitions: another dispatcher has taken them over", lane.wire(), partitions.size());
        partitions.forEach(partition -> scheduler.disown(new Shard(lane, partition.partition())));
    }

    private Loaded load(Shard shard) {
        // first, so that what changes during the scan is heard of
        scheduler.own(shard);
        while (stopping.getCount() > 0) {
            try {
                List<WaitingJob> queued = new ArrayList<>();
                Set<JobId> paused = new HashSet<>();
                int[] handedOut = new int[1];
                record.scanOpen(shard, job -> {
                    if (job.state() == JobState.QUEUED) {
                        // after the scan, so that a scan which breaks off adds nothing twice
                        queued.add(WaitingJob.of(job, shard));
                        if (job.paused()) {
                            paused.add(job.id());
                        }
                    } else {
                        handedOut[0]++;
                        scheduler.takeUp(job, shard);
                    }
                });
                queued.forEach(job -> scheduler.takeUpQueued(job, paused.contains(job.id())));
                return new Loaded(queued.size(), handedOut[0]);
            } catch (StoreUnavailableException e) {
                log.warn("shard {} cannot be read yet; trying again in {} ms: {}", shard, RETRY_MILLIS,
                        e.getMessage());
            } catch (RuntimeException e) {
                // a shard that is owned and not read would keep its jobs for ever
                log.error("shard {} cannot be read; trying again in {} ms", shard, RETRY_MILLIS, e);
            }
            try {
                if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    log.info("stops before shard {} was read", shard);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return new Loaded(0, 0);
    }

    private record Loaded(int waiting, int handedOut) {}
}
