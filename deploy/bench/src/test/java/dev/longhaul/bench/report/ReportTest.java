package dev.longhaul.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-04T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void people_get_the_text_and_programs_get_json(@TempDir Path directory) throws IOException {
        StringWriter printed = new StringWriter();
        Path file = directory.resolve("result.json");

        Report.of(NOON, List.of("throughput", "--jobs", "5"), "a platform", Map.of("jobsPerSecond", 42.5))
                .publish("the table", new PrintWriter(printed), file);

        assertThat(printed.toString()).startsWith("the table\n").contains("cores");
        JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
        assertThat(json.path("at").asString()).isEqualTo("2026-03-04T12:00:00Z");
        assertThat(json.path("command").valueStream().map(JsonNode::asString)).containsExactly("throughput", "--jobs",
                "5");
        assertThat(json.path("platform").asString()).isEqualTo("a platform");
        assertThat(json.path("machine").path("cores").asInt()).isPositive();
        assertThat(json.path("result").path("jobsPerSecond").asDouble()).isEqualTo(42.5);
    }

    @Test
    void no_secret_of_the_command_line_is_written() {
        assertThat(Secrets.without(List.of("latency", "--api-key", "lh_first", "--api-key=lh_second", "--amqp-uri",
                "amqp://user:word@127.0.0.1:5672", "--env", "A=B"))).containsExactly("latency", "--api-key", "***",
                        "--api-key=***", "--amqp-uri", "amqp://***@127.0.0.1:5672", "--env", "A=B");
    }
}
