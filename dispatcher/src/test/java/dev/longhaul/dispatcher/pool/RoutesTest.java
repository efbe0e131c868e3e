package dev.longhaul.dispatcher.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.dispatcher.platform.SettableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private final Workers workers = new Workers(new SettableClock());
    private final Routes routes = new Routes(
            new ModelNames(CatalogFile.read(Path.of("src/test/resources/catalog.yaml"))), workers);

    @Test
    void a_model_goes_to_the_first_pool_of_its_route_that_has_a_worker_for_it() {
        assertThat(routes.poolOf("resilient")).isEqualTo("default");

        join("standby", "second");
        assertThat(routes.poolOf("resilient")).isEqualTo("standby");
        join("default", "second");
        assertThat(routes.poolOf("resilient")).isEqualTo("standby");
        join("default", "main");
        assertThat(routes.poolOf("resilient")).isEqualTo("default");
    }

    @Test
    void targets_are_those_of_the_pool_under_the_providers_own_names() {
        assertThat(routes.targets("resilient", "default")).containsExactly(new Target("main", "resilient"));
        assertThat(routes.targets("resilient", "standby")).containsExactly(new Target("second", "resilient-elsewhere"));
        assertThat(routes.targets("wild/one", "default")).containsExactly(new Target("main", "one"));
    }

    @Test
    void a_model_that_the_catalogue_has_lost_waits_in_the_default_pool_without_targets() {
        assertThat(routes.poolOf("unheard of")).isEqualTo("default");
        assertThat(routes.targets("unheard of", "default")).isEmpty();
    }

    @Test
    void names_that_clients_make_up_behind_a_wildcard_are_all_routed() {
        for (int i = 0; i < 25_000; i++) {
            assertThat(routes.poolOf("wild/" + i)).isEqualTo("default");
        }
    }

    private void join(String pool, String provider) {
        workers.onHeartbeat(WorkersTest.beat(pool + provider, pool, 1, false, provider));
        routes.workersChanged();
    }
}
