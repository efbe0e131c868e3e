package dev.longhaul.dispatcher.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.Catalog.Dialect;
import dev.longhaul.contract.catalog.Catalog.Model;
import dev.longhaul.contract.catalog.Catalog.Pool;
import dev.longhaul.contract.catalog.Catalog.Target;
import dev.longhaul.contract.catalog.Catalog.Timeouts;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.dispatcher.platform.SettableClock;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the catalogue, the plan, the workers and their breakers: nothing goes where the plan does not allow it. */
class AllowedRoutesTest {

    private static final List<String> PROVIDERS = List.of("a", "b", "c", "d");
    private static final List<String> POOLS = List.of("default", "near", "far");
    private static final List<String> REGIONS = List.of("eu", "us", "cn");
    private static final int ROUNDS = 4_000;

    private final Map<String, Heartbeat> alive = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void no_target_outside_the_plan_is_ever_handed_out(long seed) {
        Random random = new Random(seed);
        int served = 0;
        for (int round = 0; round < ROUNDS; round++) {
            served += check(random, "seed " + seed + ", round " + round);
        }
        // the rule is not kept by serving nobody
        assertThat(served).isGreaterThan(ROUNDS / 10);
    }

    /** Returns how many of the jobs went to workers. */
    private int check(Random random, String which) {
        Catalog catalog = catalog(random);
        Workers workers = new Workers(new SettableClock());
        Map<String, Allowed> plans = new HashMap<>();
        Routes routes = new Routes(catalog, new ModelNames(catalog), workers,
                tenant -> Objects.requireNonNull(plans.get(tenant)));
        alive.clear();
        int served = 0;
        for (int step = 0; step < 6; step++) {
            plans.put("acme", allowed(random));
            plans.put("other", allowed(random));
            Heartbeat heartbeat = heartbeat(random);
            if (workers.onHeartbeat(heartbeat) == Workers.Change.ROUTES) {
                routes.workersChanged();
            }
            if (heartbeat.stopping()) {
                alive.remove(heartbeat.worker());
            } else {
                alive.put(heartbeat.worker(), heartbeat);
            }
            for (String tenant : List.of("acme", "other")) {
                Allowed allowed = Objects.requireNonNull(plans.get(tenant));
                int bucket = random.nextInt(StickyBucket.COUNT);
                String pool = routes.poolOf(tenant, "m", bucket);
                for (String each : POOLS) {
                    assertAllowed(catalog, allowed, each, routes.errand(tenant, "m", bucket, each).targets(), which);
                }
                if (workers.slots(pool) > 0) {
                    served++;
                    assertThat(routes.errand(tenant, "m", bucket, pool).targets()).as(which).isNotEmpty();
                }
            }
        }
        return served;
    }

    private void assertAllowed(Catalog catalog, Allowed allowed, String pool, List<RelayJob.Target> targets,
            String which) {
        List<String> named = allowed.providers();
        List<String> regions = allowed.regions();
        for (RelayJob.Target target : targets) {
            assertThat(named == null || named.contains(target.provider())).as(which).isTrue();
            String stated = Objects.requireNonNull(catalog.providers().get(target.provider())).region();
            if (regions != null && stated != null) {
                assertThat(regions).as(which).contains(stated);
            }
            if (regions != null) {
                assertThat(alive.values()).as(which).filteredOn(worker -> worker.pool().equals(pool))
                        .allMatch(worker -> worker.region() != null && regions.contains(worker.region()));
            }
        }
    }

    private static Catalog catalog(Random random) {
        Map<String, Catalog.Provider> providers = new HashMap<>();
        PROVIDERS.forEach(
                name -> providers.put(name, new Catalog.Provider(Dialect.OPENAI, URI.create("http://127.0.0.1:1/v1"),
                        null, random.nextInt(3) > 0 ? null : oneOf(REGIONS, random), new Timeouts(1, 1, 1, 1), false)));
        Map<String, Pool> pools = new HashMap<>();
        POOLS.forEach(name -> pools.put(name, new Pool(null)));
        boolean weighted = random.nextBoolean();
        List<Target> route = IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> new Target(
                oneOf(PROVIDERS, random), null, oneOf(POOLS, random),
                weighted && random.nextBoolean() ? 1 + random.nextInt(9) : null)).toList();
        return new Catalog(1, pools, providers, Map.of("m", new Model(List.of(), route, null, null, null)), Map.of());
    }

    private static Allowed allowed(Random random) {
        return new Allowed(random.nextInt(3) == 0 ? null : some(PROVIDERS, random),
                random.nextBoolean() ? null : some(REGIONS, random));
    }

    private static Heartbeat heartbeat(Random random) {
        List<String> providers = some(PROVIDERS, random);
        @Nullable
        String region = random.nextInt(5) == 0 ? null : oneOf(REGIONS, random);
        return new Heartbeat("worker-" + random.nextInt(4), oneOf(POOLS, random), region, providers,
                random.nextBoolean() ? List.of() : some(providers, random), 1 + random.nextInt(3), 0,
                random.nextInt(6) == 0, 3_000, Instant.EPOCH, Instant.EPOCH, List.of());
    }

    private static String oneOf(List<String> names, Random random) {
        return names.get(random.nextInt(names.size()));
    }

    private static List<String> some(List<String> names, Random random) {
        List<String> some = new ArrayList<>(names);
        some.removeIf(name -> random.nextBoolean());
        return some.isEmpty() ? List.of(oneOf(names, random)) : some;
    }
}
