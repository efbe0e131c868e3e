package dev.longhaul.dispatcher.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.dispatcher.platform.SettableClock;
import dev.longhaul.dispatcher.pool.Workers.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private final SettableClock clock = new SettableClock();
    private final Workers workers = new Workers(clock);

    @Test
    void slots_of_a_pool_are_those_of_its_live_workers() {
        workers.onHeartbeat(beat("a", "default", 10, false, "main"));
        workers.onHeartbeat(beat("b", "default", 5, false, "main"));
        workers.onHeartbeat(beat("c", "standby", 7, false, "second"));

        assertThat(workers.slots("default")).isEqualTo(15);
        assertThat(workers.names("default")).containsExactlyInAnyOrder("a", "b");
        assertThat(workers.serve("standby", "second", "m")).isTrue();
        assertThat(workers.serve("standby", "main", "m")).isFalse();
        assertThat(workers.slots("nowhere")).isZero();
    }

    @Test
    void an_equal_heartbeat_changes_nothing_and_only_providers_or_pools_change_routes() {
        assertThat(workers.onHeartbeat(beat("a", "default", 10, false, "main"))).isEqualTo(Change.ROUTES);
        assertThat(workers.onHeartbeat(beat("a", "default", 10, false, "main"))).isEqualTo(Change.NONE);
        assertThat(workers.onHeartbeat(beat("a", "default", 12, false, "main"))).isEqualTo(Change.SLOTS);
        assertThat(workers.onHeartbeat(beat("a", "default", 12, false, "second"))).isEqualTo(Change.ROUTES);
        assertThat(workers.onHeartbeat(beat("a", "standby", 12, false, "second"))).isEqualTo(Change.ROUTES);
    }

    @Test
    void a_pool_serves_a_provider_as_long_as_one_of_its_workers_would_call_it() {
        workers.onHeartbeat(beat("a", "default", 10, false, "main"));
        workers.onHeartbeat(beat("b", "default", 10, false, "main"));

        assertThat(workers.onHeartbeat(open("a", "default", "main"))).isEqualTo(Change.SLOTS);
        assertThat(workers.serve("default", "main", "m")).isTrue();
        assertThat(workers.onHeartbeat(open("b", "default", "main"))).isEqualTo(Change.ROUTES);
        assertThat(workers.serve("default", "main", "m")).isFalse();
        assertThat(workers.know("default", "main")).isTrue();
        assertThat(workers.know("default", "second")).isFalse();
        assertThat(workers.onHeartbeat(open("b", "default", "main"))).isEqualTo(Change.NONE);
        assertThat(workers.onHeartbeat(beat("b", "default", 1, false, "main"))).isEqualTo(Change.ROUTES);
        assertThat(workers.serve("default", "main", "m")).isTrue();
    }

    @Test
    void a_worker_that_says_farewell_is_forgotten_at_once_and_once() {
        workers.onHeartbeat(beat("a", "default", 10, false, "main"));
        assertThat(workers.onHeartbeat(beat("a", "default", 10, true, "main"))).isEqualTo(Change.ROUTES);
        assertThat(workers.names("default")).isEmpty();
        assertThat(workers.holders()).as("it may finish what it has").containsExactly("a");
        assertThat(workers.slots("default")).isZero();
        assertThat(workers.onHeartbeat(beat("a", "default", 10, true, "main"))).isEqualTo(Change.NONE);
    }

    @Test
    void a_silent_worker_is_dead_after_four_missed_heartbeats_and_before_15_seconds() {
        workers.onHeartbeat(beat("a", "default", 10, false, "main"));
        clock.advance(Duration.ofSeconds(12));
        assertThat(workers.forgetDead()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(workers.forgetDead()).isTrue();
        assertThat(workers.names("default")).isEmpty();
        assertThat(workers.forgetDead()).isFalse();
    }

    @Test
    void a_pool_is_within_regions_while_all_its_workers_are() {
        Allowed europe = new Allowed(null, List.of("eu-west", "eu-north"));
        workers.onHeartbeat(beat("a", "default", "eu-west", "main"));
        workers.onHeartbeat(beat("b", "default", "eu-north", "main"));
        assertThat(workers.areWithin(europe, "default")).isTrue();
        assertThat(workers.areWithin(europe, "nowhere")).isTrue();

        workers.onHeartbeat(beat("c", "default", "us", "main"));
        workers.onHeartbeat(beat("d", "standby", null, "main"));
        assertThat(workers.areWithin(europe, "default")).isFalse();
        assertThat(workers.areWithin(europe, "standby")).isFalse();
        assertThat(workers.areWithin(Allowed.ALL, "standby")).isTrue();
        assertThat(workers.onHeartbeat(beat("c", "default", "eu-west", "main"))).isEqualTo(Change.ROUTES);
        assertThat(workers.areWithin(europe, "default")).isTrue();
    }

    /** A worker with one slot, in a region. */
    static Heartbeat beat(String worker, String pool, @Nullable String region, String provider, String... open) {
        return new Heartbeat(worker, pool, region, List.of(provider), List.of(open), 1, 0, false, 3_000,
                Instant.EPOCH, Instant.EPOCH, List.of());
    }

    static Heartbeat beat(String worker, String pool, int slots, boolean stopping, String provider) {
        return new Heartbeat(worker, pool, null, List.of(provider), List.of(), slots, 0, stopping, 3_000,
                Instant.EPOCH, Instant.EPOCH, List.of());
    }

    /** A worker with one slot whose breaker for its only provider is open. */
    static Heartbeat open(String worker, String pool, String provider) {
        return new Heartbeat(worker, pool, null, List.of(provider), List.of(provider), 1, 0, false, 3_000,
                Instant.EPOCH, Instant.EPOCH, List.of());
    }
}
