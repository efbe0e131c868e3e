package dev.longhaul.store.job;

import dev.longhaul.contract.job.Lane;

/**
 * The jobs that one dispatcher schedules as one: those of a lane that came in by one Kafka partition.
 *
 * @param partition
 *            of the lane's topic, from 0
 */
public record Shard(Lane lane, int partition) {

    @Override
    public String toString() {
        return lane.wire() + "-" + partition;
    }
}
