package dev.longhaul.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A place that answers OpenAI chat calls: the platform, or the simulator itself. Thread-safe. */
public final class ChatEndpoint implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor()).build();
    private final URI completions;
    private final String authorization;
    private final Workload workload;

    /**
     * @param baseUrl
     *            with the version, such as {@code http://127.0.0.1:8080/v1}
     */
    public ChatEndpoint(String baseUrl, String apiKey, Workload workload) {
        this.completions = URI.create(baseUrl + "/chat/completions");
        this.authorization = "Bearer " + apiKey;
        this.workload = workload;
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws WrongAnswer
     *             when none comes, or not the one that belongs to the prompt
     */
    void ask(String prompt) throws WrongAnswer, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(completions).timeout(TIMEOUT)
                .header("Authorization", authorization).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(workload.chat(prompt))).build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new WrongAnswer("status " + response.statusCode());
            }
            String answer = JSON.readTree(response.body()).path("choices").path(0).path("message").path("content")
                    .asString("");
            if (!answer.equals(workload.answer(prompt))) {
                throw new WrongAnswer("an answer to another prompt");
            }
        } catch (IOException | JacksonException e) {
            throw new WrongAnswer(e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
