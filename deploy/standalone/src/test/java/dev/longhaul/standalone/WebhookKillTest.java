package dev.longhaul.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.models.webhooks.WebhookCreateParams;
import com.openai.models.webhooks.WebhookEndpointWithSecret;
import com.openai.models.webhooks.WebhookTestParams;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks of the whole platform, as their receivers verify them, with a {@code kill -9} in the middle. */
class WebhookKillTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int JOBS = 300;

    @TempDir
    private Path data = Path.of("");

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults().withLatency(Latency.fixed(50)));
    private final ConcurrentLinkedQueue<Got> got = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;

    private record Got(Map<String, List<String>> headers, String body) {

        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", exchange -> {
            try (exchange) {
                Map<String, List<String>> headers = exchange.getRequestHeaders().entrySet().stream()
                        .collect(Collectors.toMap(each -> each.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
                got.add(new Got(headers,
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
        simulator.close();
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    }

    private static OpenAIClient openai(StandaloneProcess platform) {
        return OpenAIOkHttpClient.builder().baseUrl(platform.url() + "/v1").apiKey(platform.apiKey()).build();
    }

    @Test
    void every_end_is_told_once_or_more_with_one_id_though_the_platform_is_killed() throws Exception {
        int killAfter = RandomGenerator.getDefault().nextInt(1, JOBS - 100);
        WebhookEndpointWithSecret endpoint;
        Set<String> jobs;
        try (StandaloneProcess platform = StandaloneProcess.start(data, simulator)) {
            OpenAIClient client = openai(platform);
            endpoint = client.webhooks().create(WebhookCreateParams.builder().name("mine").url(url())
                    .addEventType(WebhookCreateParams.EventType.of("job.succeeded")).build());
            assertThat(client.webhooks()
                    .test(endpoint.id(), WebhookTestParams.builder()
                            .eventType(WebhookTestParams.EventType.of("job.succeeded")).build())
                    .statusCode()).isEqualTo(200);
            got.clear();
            // endpoints are known to dispatchers within a second
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            jobs = submit(platform);
            await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5))
                    .until(() -> got.size() >= killAfter);
            platform.kill();
        }
        try (StandaloneProcess platform = StandaloneProcess.start(data, simulator)) {
            OpenAIClient client = openai(platform);
            await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(told()).as("killed after %s",
                    killAfter).isEqualTo(jobs));
            Map<String, Set<String>> events = got.stream().collect(Collectors.groupingBy(
                    each -> each.json().path("data").path("id").asString(),
                    Collectors.mapping(each -> each.json().path("id").asString(), Collectors.toSet())));
            assertThat(events.values()).as("killed after %s", killAfter).allMatch(ids -> ids.size() == 1);
            for (Got each : got) {
                verify(client, each, endpoint.signingSecret());
            }
        }
    }

    private Set<String> told() {
        return got.stream().map(each -> each.json().path("data").path("id").asString()).collect(Collectors.toSet());
    }

    private static void verify(OpenAIClient client, Got each, String secret) throws Exception {
        new Webhook(secret).verify(each.body(), each.headers());
        Headers.Builder headers = Headers.builder();
        List.of("webhook-id", "webhook-timestamp", "webhook-signature")
                .forEach(name -> headers.put(name, Objects.requireNonNull(each.headers().get(name)).getFirst()));
        client.webhooks().unwrap(WebhookVerificationParams.builder().payload(each.body()).headers(headers.build())
                .secret(secret).build());
    }

    private static Set<String> submit(StandaloneProcess platform) throws IOException, InterruptedException {
        String lines = IntStream.range(0, JOBS).mapToObj(i -> "{\"model\":\"gpt-5.4-nano\",\"messages\":[{\"role\":"
                + "\"user\",\"content\":\"" + i + "\"}]}").collect(Collectors.joining("\n"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(platform.url() + "/v1/jobs/bulk"))
                    .header("Authorization", "Bearer " + platform.apiKey())
                    .header("Content-Type", "application/x-ndjson").POST(HttpRequest.BodyPublishers.ofString(lines))
                    .build(), HttpResponse.BodyHandlers.ofString());
            Set<String> ids = new HashSet<>();
            answer.body().lines().forEach(line -> ids.add(JSON.readTree(line).path("job").path("id").asString()));
            assertThat(ids).as(answer.body()).hasSize(JOBS).allMatch(id -> id.startsWith("job_"));
            return ids;
        }
    }
}
