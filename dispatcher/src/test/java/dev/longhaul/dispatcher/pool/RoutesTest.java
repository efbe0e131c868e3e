package dev.longhaul.dispatcher.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.dispatcher.platform.SettableClock;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutesTest {

    /** Below and above the three quarters of {@code split}'s first target. */
    private static final int OF_A = 7_499;
    private static final int OF_B = 7_500;

    private final Workers workers = new Workers(new SettableClock());
    private final Routes routes = new Routes(
            new ModelNames(CatalogFile.read(Path.of("src/test/resources/catalog.yaml"))), workers);

    @Test
    void a_model_goes_to_the_first_pool_of_its_route_that_has_a_worker_for_it() {
        assertThat(routes.poolOf("resilient", 0)).isEqualTo("default");

        join("standby", "second");
        assertThat(routes.poolOf("resilient", 0)).isEqualTo("standby");
        join("default", "second");
        assertThat(routes.poolOf("resilient", 0)).isEqualTo("standby");
        join("default", "main");
        assertThat(routes.poolOf("resilient", 0)).isEqualTo("default");
    }

    @Test
    void a_target_whose_breaker_is_open_is_skipped_until_it_closes() {
        join("standby", "second");
        join("default", "main");

        open("default", "main");
        assertThat(routes.poolOf("resilient", 0)).isEqualTo("standby");
        join("default", "main");
        assertThat(routes.poolOf("resilient", 0)).isEqualTo("default");
    }

    @Test
    void where_all_breakers_are_open_jobs_wait_with_the_dispatcher() {
        open("default", "main");
        open("standby", "second");
        assertThat(routes.poolOf("resilient", 0)).isEqualTo(Routes.NOBODY);
        assertThat(workers.slots(Routes.NOBODY)).isZero();

        join("standby", "second");
        assertThat(routes.poolOf("resilient", 0)).isEqualTo("standby");
    }

    @Test
    void a_split_sends_each_part_to_its_own_target() {
        join("default", "main");
        join("standby", "second");

        assertThat(routes.poolOf("split", 0)).isEqualTo("default");
        assertThat(routes.poolOf("split", OF_A)).isEqualTo("default");
        assertThat(routes.poolOf("split", OF_B)).isEqualTo("standby");
        assertThat(routes.poolOf("split", 9_999)).isEqualTo("standby");
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
                ? routes.targets("split", bucket, "default")
                : routes.targets("split", bucket, "standby"))
                .getFirst().model();
    }

    @Test
    void a_part_whose_target_cannot_serve_goes_to_the_other_and_then_to_what_stands_by() {
        join("default", "main");
        assertThat(routes.poolOf("split", OF_B)).isEqualTo("default");

        join("standby", "third");
        assertThat(routes.poolOf("split", OF_A)).isEqualTo("default");
        open("default", "main");
        assertThat(routes.poolOf("split", OF_A)).isEqualTo("standby");
        assertThat(routes.poolOf("split", OF_B)).isEqualTo("standby");
    }

    @Test
    void without_any_worker_a_part_waits_at_its_own_target() {
        assertThat(routes.poolOf("split", OF_A)).isEqualTo("default");
        assertThat(routes.poolOf("split", OF_B)).isEqualTo("standby");
    }

    @Test
    void targets_are_those_of_the_pool_under_the_providers_own_names() {
        assertThat(routes.targets("resilient", 0, "default")).containsExactly(new Target("main", "resilient"));
        assertThat(routes.targets("resilient", 0, "standby"))
                .containsExactly(new Target("second", "resilient-elsewhere"));
        assertThat(routes.targets("wild/one", 0, "default")).containsExactly(new Target("main", "one"));
    }

    @Test
    void targets_of_a_split_begin_with_the_jobs_own_and_end_with_what_stands_by() {
        assertThat(routes.targets("split", OF_B, "standby")).containsExactly(new Target("second", "variant-b"),
                new Target("third", "reserve"));
        assertThat(routes.targets("split", OF_B, "default")).containsExactly(new Target("main", "variant-a"));
    }

    @Test
    void a_model_that_the_catalogue_has_lost_waits_in_the_default_pool_without_targets() {
        assertThat(routes.poolOf("unheard of", 0)).isEqualTo("default");
        assertThat(routes.targets("unheard of", 0, "default")).isEmpty();
    }

    @Test
    void names_that_clients_make_up_behind_a_wildcard_are_all_routed() {
        for (int i = 0; i < 25_000; i++) {
            assertThat(routes.poolOf("wild/" + i, 0)).isEqualTo("default");
        }
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
