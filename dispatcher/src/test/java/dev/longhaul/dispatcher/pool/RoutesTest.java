package dev.longhaul.dispatcher.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.dispatcher.platform.SettableClock;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutesTest {

    /** Below and above the three quarters of {@code split}'s first target. */
    private static final int OF_A = 7_499;
    private static final int OF_B = 7_500;

    private final Workers workers = new Workers(new SettableClock());
    private final Catalog catalog = CatalogFile.read(Path.of("src/test/resources/catalog.yaml"));
    private final Map<String, Allowed> plans = new HashMap<>();
    private final Routes routes = new Routes(catalog, new ModelNames(catalog), workers,
            tenant -> plans.getOrDefault(tenant, Allowed.ALL));

    @Test
    void a_model_goes_to_the_first_pool_of_its_route_that_has_a_worker_for_it() {
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("default");

        join("standby", "second");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("standby");
        join("default", "second");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("standby");
        join("default", "main");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("default");
    }

    @Test
    void a_model_at_one_provider_goes_nowhere_else() {
        join("default", "main");
        assertThat(routes.poolOf("acme", "resilient@second", 0)).isEqualTo("standby");
        assertThat(targets("resilient@second", 0, "standby"))
                .containsExactly(new Target("second", "resilient-elsewhere"));
        assertThat(routes.know("resilient@third")).isFalse();
    }

    @Test
    void a_target_whose_breaker_is_open_is_skipped_until_it_closes() {
        join("standby", "second");
        join("default", "main");

        open("default", "main");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("standby");
        join("default", "main");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("default");
    }

    @Test
    void where_all_breakers_are_open_jobs_wait_with_the_dispatcher() {
        open("default", "main");
        open("standby", "second");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo(Routes.NOBODY);
        assertThat(workers.slots(Routes.NOBODY)).isZero();

        join("standby", "second");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("standby");
    }

    @Test
    void a_split_sends_each_part_to_its_own_target() {
        join("default", "main");
        join("standby", "second");

        assertThat(routes.poolOf("acme", "split", 0)).isEqualTo("default");
        assertThat(routes.poolOf("acme", "split", OF_A)).isEqualTo("default");
        assertThat(routes.poolOf("acme", "split", OF_B)).isEqualTo("standby");
        assertThat(routes.poolOf("acme", "split", 9_999)).isEqualTo("standby");
    }

    @Test
    void a_split_is_by_weight_and_a_name_stays_with_its_variant() {
        List<String> variants = IntStream.range(0, 100_000).mapToObj(i -> variant("row-" + i)).toList();

        // five standard deviations are 0.7 %
        assertThat(variants.stream().filter("variant-a"::equals).count() / 100_000.0).isCloseTo(0.75, within(0.007));
        assertThat(variants).containsOnly("variant-a", "variant-b");
        join("default", "main");
        assertThat(IntStream.range(0, 100_000).mapToObj(i -> variant("row-" + i)).toList()).isEqualTo(variants);
    }

    private String variant(String customId) {
        int bucket = StickyBucket.of(new JobId(1, 2, 3), "acme", customId);
        return (bucket <= OF_A
                ? targets("split", bucket, "default")
                : targets("split", bucket, "standby"))
                .getFirst().model();
    }

    @Test
    void a_part_whose_target_cannot_serve_goes_to_the_other_and_then_to_what_stands_by() {
        join("default", "main");
        assertThat(routes.poolOf("acme", "split", OF_B)).isEqualTo("default");

        join("standby", "third");
        assertThat(routes.poolOf("acme", "split", OF_A)).isEqualTo("default");
        open("default", "main");
        assertThat(routes.poolOf("acme", "split", OF_A)).isEqualTo("standby");
        assertThat(routes.poolOf("acme", "split", OF_B)).isEqualTo("standby");
    }

    @Test
    void without_any_worker_a_part_waits_at_its_own_target() {
        assertThat(routes.poolOf("acme", "split", OF_A)).isEqualTo("default");
        assertThat(routes.poolOf("acme", "split", OF_B)).isEqualTo("standby");
    }

    @Test
    void targets_are_those_of_the_pool_under_the_providers_own_names() {
        assertThat(targets("resilient", 0, "default")).containsExactly(new Target("main", "resilient"));
        assertThat(targets("resilient", 0, "standby"))
                .containsExactly(new Target("second", "resilient-elsewhere"));
        assertThat(targets("wild/one", 0, "default")).containsExactly(new Target("main", "one"));
    }

    @Test
    void targets_of_a_split_begin_with_the_jobs_own_and_end_with_what_stands_by() {
        assertThat(targets("split", OF_B, "standby")).containsExactly(new Target("second", "variant-b"),
                new Target("third", "reserve"));
        assertThat(targets("split", OF_B, "default")).containsExactly(new Target("main", "variant-a"));
    }

    @Test
    void a_model_that_the_catalogue_has_lost_waits_in_the_default_pool_without_targets() {
        assertThat(routes.poolOf("acme", "unheard of", 0)).isEqualTo("default");
        assertThat(targets("unheard of", 0, "default")).isEmpty();
    }

    @Test
    void names_that_clients_make_up_behind_a_wildcard_are_all_routed() {
        for (int i = 0; i < 25_000; i++) {
            assertThat(routes.poolOf("acme", "wild/" + i, 0)).isEqualTo("default");
        }
    }

    @Test
    void a_tenant_goes_only_where_its_plan_allows_the_provider() {
        join("default", "main");
        join("standby", "second");
        allow(List.of("second"), null);

        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("standby");
        assertThat(routes.poolOf("free", "resilient", 0)).isEqualTo("default");
        assertThat(targets("resilient", 0, "default")).isEmpty();
        open("standby", "second");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo(Routes.NOBODY);
    }

    @Test
    void a_model_without_an_allowed_provider_goes_nowhere() {
        join("default", "main");
        allow(List.of("second", "third"), null);

        assertThat(routes.poolOf("acme", "small", 0)).isEqualTo(Routes.NOT_ALLOWED);
        assertThat(routes.poolOf("acme", "wild/one", 0)).isEqualTo(Routes.NOT_ALLOWED);
        assertThat(routes.poolOf("free", "small", 0)).isEqualTo("default");
        assertThat(workers.slots(Routes.NOT_ALLOWED)).isZero();
    }

    @Test
    void a_changed_plan_counts_at_once() {
        join("default", "main");
        join("standby", "second");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("default");

        allow(List.of("second"), null);
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("standby");
        assertThat(targets("resilient", 0, "default")).isEmpty();
    }

    @Test
    void a_part_of_a_split_keeps_its_buckets_when_another_part_is_not_allowed() {
        join("default", "main");
        join("standby", "second");
        allow(List.of("second", "third"), null);

        assertThat(routes.poolOf("acme", "split", OF_A)).isEqualTo("standby");
        assertThat(targets("split", OF_A, "standby")).containsExactly(new Target("second", "variant-b"),
                new Target("third", "reserve"));
        allow(List.of("main"), null);
        assertThat(routes.poolOf("acme", "split", OF_A)).isEqualTo("default");
        assertThat(routes.poolOf("acme", "split", OF_B)).isEqualTo("default");
    }

    @Test
    void a_pool_takes_a_job_only_while_all_its_workers_are_in_allowed_regions() {
        join("default", "main", "us");
        join("standby", "second", "eu");
        allow(null, List.of("eu"));
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("standby");
        assertThat(targets("resilient", 0, "default")).isEmpty();

        join("standby", "third", "us");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo(Routes.OUT_OF_REGION);
        assertThat(Routes.reason(Routes.OUT_OF_REGION)).isEqualTo(WaitReason.REGION);
        assertThat(targets("resilient", 0, "standby")).isEmpty();
        assertThat(routes.poolOf("free", "resilient", 0)).isEqualTo("default");
    }

    @Test
    void a_worker_that_does_not_say_where_it_is_is_in_no_region() {
        join("default", "main");
        allow(null, List.of("eu"));

        assertThat(routes.poolOf("acme", "small", 0)).isEqualTo(Routes.OUT_OF_REGION);
        assertThat(targets("small", 0, "default")).isEmpty();
    }

    @Test
    void for_a_region_without_workers_jobs_wait_with_the_dispatcher() {
        allow(null, List.of("eu"));
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo(Routes.NOBODY);
        assertThat(Routes.reason(Routes.NOBODY)).isEqualTo(WaitReason.WORKERS);

        join("default", "main", "eu");
        assertThat(routes.poolOf("acme", "resilient", 0)).isEqualTo("default");
    }

    @Test
    void a_provider_is_judged_by_its_region_where_the_catalogue_states_one() {
        join("default", "main", "eu");
        join("standby", "abroad", "eu");
        allow(null, List.of("eu"));

        assertThat(routes.poolOf("acme", "regional", 0)).isEqualTo("default");
        assertThat(routes.errand("acme", "regional", 0, "default").allowed().provider("abroad")).isFalse();
        open("default", "main", "eu");
        assertThat(routes.poolOf("acme", "regional", 0)).isEqualTo(Routes.NOBODY);
        assertThat(routes.poolOf("free", "regional", 0)).isEqualTo("standby");
    }

    private void allow(@Nullable List<String> providers, @Nullable List<String> regions) {
        plans.put("acme", new Allowed(providers, regions));
    }

    private List<Target> targets(String model, int bucket, String pool) {
        return routes.errand("acme", model, bucket, pool).targets();
    }

    private void join(String pool, String provider, String region) {
        workers.onHeartbeat(WorkersTest.beat(pool + provider, pool, region, provider));
        routes.workersChanged();
    }

    private void open(String pool, String provider, String region) {
        workers.onHeartbeat(WorkersTest.beat(pool + provider, pool, region, provider, provider));
        routes.workersChanged();
    }

    private void join(String pool, String provider) {
        workers.onHeartbeat(WorkersTest.beat(pool + provider, pool, 1, false, provider));
        routes.workersChanged();
    }

    private void open(String pool, String provider) {
        workers.onHeartbeat(WorkersTest.open(pool + provider, pool, provider));
        routes.workersChanged();
    }
}
