package dev.longhaul.dispatcher.intake;

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
import java.util.Comparator;
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
 * A revoked shard is kept until the next assignment shows that another has it: most rebalances give it back, and in the
 * meantime the compare-and-sets of the record keep two owners apart.
 */
final class ShardOwnership implements ConsumerAwareRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(ShardOwnership.class);
    private static final long RETRY_MILLIS = 1_000;

    private final Lane lane;
    private final JobDispatch record;
    private final Scheduler scheduler;
    private final DispatchLoop loop;
    private final CountDownLatch stopping;

    ShardOwnership(Lane lane, JobDispatch record, Scheduler scheduler, DispatchLoop loop, CountDownLatch stopping) {
        this.lane = lane;
        this.record = record;
        this.scheduler = scheduler;
        this.loop = loop;
        this.stopping = stopping;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Set<Shard> assigned = partitions.stream().map(partition -> new Shard(lane, partition.partition()))
                .collect(Collectors.toSet());
        for (Shard shard : scheduler.owned()) {
            if (shard.lane() == lane && !assigned.contains(shard)) {
                scheduler.disown(shard);
            }
        }
        for (Shard shard : assigned) {
            if (!scheduler.owns(shard)) {
                load(shard);
            }
        }
        loop.wake();
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        log.warn("lane {} lost {} partitions: another dispatcher has taken them over", lane.wire(), partitions.size());
        partitions.forEach(partition -> scheduler.disown(new Shard(lane, partition.partition())));
    }

    private void load(Shard shard) {
        scheduler.own(shard);
        while (true) {
            try {
                List<WaitingJob> queued = new ArrayList<>();
                int[] handedOut = new int[1];
                record.scanOpen(shard, job -> {
                    WaitingJob waiting = WaitingJob.of(job, shard);
                    if (job.state() == JobState.QUEUED) {
                        queued.add(waiting);
                    } else {
                        handedOut[0]++;
                        scheduler.resume(waiting, job.epoch());
                    }
                });
                queued.sort(Comparator.comparing(WaitingJob::id));
                scheduler.add(queued);
                log.info("owns shard {} now: {} jobs wait, {} are handed out", shard, queued.size(), handedOut[0]);
                return;
            } catch (StoreUnavailableException e) {
                log.warn("shard {} cannot be read yet; trying again in {} ms: {}", shard, RETRY_MILLIS,
                        e.getMessage());
            }
            try {
                if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
