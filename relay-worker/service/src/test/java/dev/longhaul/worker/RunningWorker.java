package dev.longhaul.worker;

import dev.longhaul.embedded.AmqpBroker;
import dev.longhaul.worker.control.WorkerIdentity;
import dev.longhaul.worker.held.HeldJobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The real application against a broker and a provider's address. */
final class RunningWorker implements AutoCloseable {

    final ConfigurableApplicationContext context;

    private RunningWorker(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static RunningWorker start(AmqpBroker broker, String providerUrl, String pool, String... settings) {
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--spring.rabbitmq.addresses=" + broker.uri(),
                "--longhaul.catalog=" + catalog(providerUrl, pool), "--longhaul.worker.pool=" + pool,
                "--longhaul.worker.heartbeat-interval=200ms", "--longhaul.providers.sim.api-key=test-key",
                "--longhaul.providers.spare.api-key=spare-key", "--longhaul.providers.hasty.api-key=hasty-key",
                "--longhaul.providers.watchful.api-key=watchful-key",
                "--longhaul.worker.outbox=target/outbox", "--spring.main.banner-mode=off"));
        for (String setting : settings) {
            all.removeIf(other -> other.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
            all.add(setting);
        }
        SpringApplication application = new SpringApplication(RelayWorkerApplication.class);
        application.setRegisterShutdownHook(false);
        return new RunningWorker(application.run(all.toArray(String[]::new)));
    }

    private static Path catalog(String providerUrl, String pool) {
        try {
            Path file = Files.createTempFile("catalog", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, """
                    version: 1
                    pools:
                      %2$s: {}
                    providers:
                      sim:
                        dialect: openai
                        base-url: %1$s
                        api-key-env: LONGHAUL_TEST_KEY_THAT_NOBODY_SETS
                        timeouts: {connect-seconds: 1, idle-seconds: 60, total-seconds: 100}
                      spare:
                        dialect: openai
                        base-url: %1$s
                        timeouts: {connect-seconds: 1, idle-seconds: 60, total-seconds: 100}
                      hasty:
                        dialect: openai
                        base-url: %1$s
                        timeouts: {connect-seconds: 1, first-token-seconds: 1, idle-seconds: 1, total-seconds: 5}
                      watchful:
                        dialect: openai
                        base-url: %1$s
                        always-stream: true
                        timeouts: {connect-seconds: 1, first-token-seconds: 20, idle-seconds: 1, total-seconds: 50}
                    models:
                      fast:
                        route:
                          - {provider: sim, model: sim-model, pool: %2$s, weight: 1}
                          - {provider: spare, model: spare-model, pool: %2$s, weight: 1}
                          - {provider: hasty, model: hasty-model, pool: %2$s, weight: 1}
                          - {provider: watchful, model: watchful-model, pool: %2$s, weight: 1}
                    """.formatted(providerUrl, pool));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return context.getBean(WorkerIdentity.class).name();
    }

    HeldJobs held() {
        return context.getBean(HeldJobs.class);
    }

    int httpPort() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @Override
    public void close() {
        context.close();
    }
}
