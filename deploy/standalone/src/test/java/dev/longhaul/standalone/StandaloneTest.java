package dev.longhaul.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.client.Job;
import dev.longhaul.client.JobRequest;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.contract.job.JobState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody meets who starts it for the first time, and what they are told when it cannot start. */
class StandaloneTest {

    @TempDir
    private Path data = Path.of("");

    private StandaloneOptions on(int port) {
        return new StandaloneOptions(data, port, 8, Duration.ofMillis(10));
    }

    @Test
    void without_provider_keys_the_simulator_answers_and_says_so_and_everything_is_there_after_a_restart() {
        String apiKey;
        Job done;
        try (Standalone first = Standalone.start(on(0), Map.of())) {
            assertThat(first.simulatedProviders()).contains("openai");
            assertThat(Welcome.text(first, on(0), Duration.ofSeconds(1))).contains(first.url(), first.apiKey(),
                    "openai", "simulated", "OPENAI_API_KEY");
            assertThatThrownBy(() -> Standalone.start(on(0), Map.of())).isInstanceOf(StandaloneException.class)
                    .hasMessageContaining("Another standalone runs on").hasMessageContaining("--data");
            apiKey = first.apiKey();
            try (LonghaulClient client = LonghaulClient.builder().url(first.url()).apiKey(apiKey).build()) {
                Job job = client.submit(JobRequest.chat("default").user("Hello").build());
                done = client.waitFor(job.id(), Duration.ofSeconds(60));
            }
        }
        assertThat(done.state()).isEqualTo(JobState.SUCCEEDED);
        try (Standalone second = Standalone.start(on(0), Map.of());
                LonghaulClient client = LonghaulClient.builder().url(second.url()).apiKey(apiKey).build()) {
            assertThat(client.get(done.id()).answer()).isEqualTo(done.answer());
        }
    }

    @Test
    void a_port_in_use_is_named_with_what_to_do() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Standalone.start(on(port), Map.of())).isInstanceOf(StandaloneException.class)
                    .hasMessageContaining("port " + port + " (API)").hasMessageContaining("--port");
        }
        assertThat(data).as("nothing is begun").isEmptyDirectory();
    }

    @Test
    void a_catalogue_that_cannot_be_served_is_named_with_file_key_and_remedy() throws IOException {
        Files.writeString(data.resolve("catalog.yaml"), """
                version: 1
                providers:
                  openai: {dialect: openai, base-url: "https://api.openai.com/v1", api-key-env: OPENAI_API_KEY}
                models:
                  small: {route: [{provider: opnai}]}
                """);

        assertThatThrownBy(() -> Standalone.start(on(0), Map.of())).isInstanceOf(StandaloneException.class)
                .hasMessageContaining("catalog.yaml").hasMessageContaining("models.small")
                .hasMessageContaining("opnai");
    }
}
