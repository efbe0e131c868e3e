package dev.longhaul.api.batch;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.Form;
import dev.longhaul.api.testing.TestApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Short ways with batches over HTTP. */
final class BatchBench {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> ENDS = List.of("completed", "failed", "expired", "cancelled");

    private final TestApi api;

    BatchBench(TestApi api) {
        this.api = api;
    }

    static String line(String customId, String model) {
        return line(customId, model, "");
    }

    static String line(String customId, String model, String more) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                + "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}}\n";
    }

    String upload(String lines) {
        return api.call("/v1/files").header("Content-Type", Form.TYPE)
                .post(BodyPublishers.ofByteArray(Form.of("batch", lines).bytes())).hasStatus(200).json().path("id")
                .asString();
    }

    Answer create(String file) {
        return api.call("/v1/batches").post("{\"input_file_id\":\"" + file
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}");
    }

    /** The id of a batch of these lines. */
    String run(String lines) {
        return create(upload(lines)).hasStatus(200).json().path("id").asString();
    }

    JsonNode batch(String id) {
        return api.call("/v1/batches/" + id).get().hasStatus(200).json();
    }

    JsonNode awaitStatus(String id, String... statuses) {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).until(
                () -> batch(id), now -> List.of(statuses).contains(now.path("status").asString()));
    }

    JsonNode awaitEnd(String id) {
        return awaitStatus(id, ENDS.toArray(String[]::new));
    }

    /** The lines of a file; none when there is no file. */
    List<JsonNode> lines(JsonNode file) {
        if (file.isNull()) {
            return List.of();
        }
        List<JsonNode> lines = new ArrayList<>();
        api.call("/v1/files/" + file.asString() + "/content").get().hasStatus(200).body().lines()
                .forEach(line -> lines.add(JSON.readTree(line)));
        return lines;
    }

    static List<String> customIds(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("custom_id").asString()).toList();
    }
}
