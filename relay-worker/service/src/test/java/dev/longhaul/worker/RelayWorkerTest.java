package dev.longhaul.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.SimulatorConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayWorkerTest {

    private static final String POOL = "happy";

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final RelayPlatform platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
    private final RunningWorker worker = RunningWorker.start(SharedServers.amqp(), simulator.baseUrl() + "/v1", POOL,
            "--longhaul.providers.sim.api-key=test-key");

    @AfterEach
    void stop() {
        worker.close();
        platform.close();
        simulator.close();
    }

    @Test
    void a_job_goes_from_delivery_to_the_provider_to_its_outcome() {
        RelayJob job = Jobs.aJob().build();

        platform.send(job);

        await().untilAsserted(() -> assertThat(platform.outcome(job.id())).isPresent());
        assertThat(platform.outcome(job.id()).orElseThrow().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(simulator.ledger().asked()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(worker.held().size()).isZero());
    }
}
