package dev.longhaul.client.fake;

import com.sun.net.httpserver.HttpExchange;
import dev.longhaul.contract.job.JobId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The paths of the fake platform. */
final class FakeRoutes {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int BULK_LINES = 1_000;

    private final FakePlatform platform;

    FakeRoutes(FakePlatform platform) {
        this.platform = platform;
    }

    FakeReply answer(HttpExchange exchange, byte[] body, int refusedEvery) throws InterruptedException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        boolean post = "POST".equals(exchange.getRequestMethod());
        return switch (path) {
            case "/v1/models" -> models();
            case "/v1/usage" -> usage(query);
            case "/v1/models/openai/gpt" -> FakeReply.json(200, model("openai/gpt"));
            case "/v1/jobs" -> post
                    ? submit(body, exchange.getRequestHeaders().getFirst("Idempotency-Key"))
                    : list(query);
            case "/v1/jobs/bulk" -> bulk(body, refusedEvery);
            case "/v1/experiments/exp_1/report" -> FakeExperiments.report();
            case "/v1/jobs/lookup" -> lookup(MAPPER.readTree(body));
            default -> path.startsWith("/v1/jobs/")
                    ? oneJob(path.substring("/v1/jobs/".length()), query)
                    : platform.deadLetters().answer(exchange.getRequestMethod(), path, query, body);
        };
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static FakeReply models() {
        ObjectNode list = MAPPER.createObjectNode().put("object", "list");
        list.putArray("data").add(model("gpt-5.4-nano")).add(model("openai/gpt"));
        return FakeReply.json(200, list);
    }

    /** One line that says what was asked for. */
    private static FakeReply usage(Map<String, String> query) {
        if ("csv".equals(query.get("format"))) {
            return new FakeReply(200, "day,model\r\n" + query.get("from") + ",m\r\n",
                    Map.of("Content-Type", "text/csv"));
        }
        ObjectNode report = MAPPER.createObjectNode().put("object", "list");
        report.putArray("data").add(usageLine().put("day", query.get("from")).put("batch", "night")
                .put("group_by", query.get("group_by")));
        report.set("total", usageLine());
        return FakeReply.json(200, report);
    }

    private static ObjectNode usageLine() {
        return MAPPER.createObjectNode().put("requests", 1_234).put("total_tokens", 5_678).put("cost_usd", 0.25)
                .put("duplicate_requests", 2).put("duplicate_cost_usd", 0.5).put("possibly_billed_attempts", 3)
                .put("possibly_billed_cost_usd", 0);
    }

    private static ObjectNode model(String id) {
        return MAPPER.createObjectNode().put("id", id).put("object", "model").put("created", 1).put("owned_by",
                "fake");
    }

    private FakeReply submit(byte[] body, @Nullable String key) {
        return switch (platform.jobs.submit((ObjectNode) MAPPER.readTree(body), key)) {
            case FakeJobs.Submitted.Job(FakeJob job) -> FakeReply.json(202, job.json());
            case FakeJobs.Submitted.Refused(int status, String code, String message) ->
                FakeReply.error(status, code, message);
        };
    }

    private FakeReply bulk(byte[] body, int refusedEvery) {
        List<String> lines = new String(body, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() > BULK_LINES) {
            return FakeReply.error(413, "request_too_large", "at most " + BULK_LINES + " lines");
        }
        if (lines.size() > 1 && body.length > 16 << 20) {
            return FakeReply.error(413, "request_too_large", "at most 16 MiB");
        }
        StringBuilder answer = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            ObjectNode request = (ObjectNode) MAPPER.readTree(lines.get(i));
            JsonNode key = request.remove("idempotency_key");
            FakeJobs.Submitted submitted = refusedEvery > 0 && i % refusedEvery == refusedEvery - 1
                    ? new FakeJobs.Submitted.Refused(503, "queue_unavailable", "try again")
                    : platform.jobs.submit(request, key == null ? null : key.asString());
            answer.append(bulkLine(i, submitted)).append('\n');
        }
        return new FakeReply(200, answer.toString(), Map.of("Content-Type", "application/x-ndjson"));
    }

    private static ObjectNode bulkLine(int index, FakeJobs.Submitted submitted) {
        ObjectNode line = MAPPER.createObjectNode().put("index", index);
        switch (submitted) {
            case FakeJobs.Submitted.Job(FakeJob job) -> line.put("status", 202).putObject("job")
                    .put("id", job.id.toString()).put("object", "job").put("status", "queued")
                    .put("custom_id", job.customId());
            case FakeJobs.Submitted.Refused(int status, String code, String message) -> line.put("status", status)
                    .set("error", FakeReply.errorOf(code, message));
        }
        return line;
    }

    private FakeReply lookup(JsonNode body) throws InterruptedException {
        List<FakeJob> asked = new ArrayList<>();
        List<String> unrecorded = new ArrayList<>();
        for (JsonNode id : body.path("ids")) {
            FakeJob job = platform.jobs.find(JobId.parse(id.asString()));
            if (job != null) {
                asked.add(job);
            } else if (platform.jobs.mayCome(JobId.parse(id.asString()))) {
                unrecorded.add(id.asString());
            } else {
                return FakeReply.error(404, "job_not_found",
                        platform.namesUnknown() ? "no job " + id.asString() : "no such job");
            }
        }
        platform.jobs.await(asked, body.path("min").asInt(1), Duration.ofSeconds(body.path("wait").asInt(0)));
        ObjectNode answer = MAPPER.createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        ArrayNode pending = answer.putArray("pending");
        unrecorded.forEach(pending::add);
        for (FakeJob job : asked) {
            ObjectNode json = job.json();
            if (job.state().isTerminal() && json.path("status").asString().equals(job.state().wire())) {
                data.add(json);
            } else {
                pending.add(job.id.toString());
            }
        }
        return FakeReply.json(200, answer);
    }

    private FakeReply oneJob(String rest, Map<String, String> query) throws InterruptedException {
        String[] parts = rest.split("/", -1);
        Optional<FakeJob> found = JobId.tryParse(parts[0]).map(platform.jobs::find);
        if (found.isEmpty() && JobId.tryParse(parts[0]).filter(platform.jobs::mayCome).isPresent()) {
            return FakeReply.json(200, MAPPER.createObjectNode().put("id", parts[0]).put("object", "job")
                    .put("status", "queued").putNull("model"));
        }
        if (found.isEmpty()) {
            return FakeReply.error(404, "job_not_found", "no job " + parts[0]);
        }
        FakeJob job = found.get();
        return switch (parts.length == 1 ? "" : parts[1]) {
            case "cancel" -> platform.jobs.cancel(job)
                    ? FakeReply.json(200, job.json())
                    : FakeReply.error(409, "job_ended", "job " + job.id + " has ended");
            case "events" -> events(job);
            default -> {
                platform.jobs.await(List.of(job), 1,
                        Duration.ofSeconds(Integer.parseInt(query.getOrDefault("wait", "0"))));
                yield FakeReply.json(200, job.json());
            }
        };
    }

    private FakeReply events(FakeJob job) throws InterruptedException {
        StringBuilder events = new StringBuilder(": keep-alive\n\n");
        events.append("event: status\ndata: {\"id\":\"").append(job.id).append("\",\"status\":\"running\"}\n\n");
        for (String word : List.of("echo: ", job.prompt())) {
            ObjectNode chunk = MAPPER.createObjectNode().put("object", "chat.completion.chunk");
            chunk.putArray("choices").addObject().putObject("delta").put("content", word);
            events.append("event: chunk\ndata: ").append(chunk).append("\n\n");
        }
        events.append("event: of-tomorrow\ndata: {}\n\n");
        platform.jobs.await(List.of(job), 1, Duration.ofSeconds(10));
        if (!job.prompt().contains("BROKEN")) {
            events.append("event: done\ndata: ").append(job.json()).append("\n\n");
        }
        return new FakeReply(200, events.toString(), Map.of("Content-Type", "text/event-stream"));
    }

    private FakeReply list(Map<String, String> query) {
        List<FakeJob> all = new ArrayList<>(platform.jobs.all());
        if (!"asc".equals(query.get("order"))) {
            Collections.reverse(all);
        }
        List<FakeJob> matching = all.stream().filter(job -> matches(job, query)).toList();
        String after = query.get("after");
        int from = 0;
        for (int i = 0; i < matching.size(); i++) {
            from = matching.get(i).id.toString().equals(after) ? i + 1 : from;
        }
        int to = Math.min(matching.size(), from + Integer.parseInt(query.getOrDefault("limit", "20")));
        ObjectNode answer = MAPPER.createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        matching.subList(from, to).forEach(job -> data.add(job.json()));
        return FakeReply.json(200, answer.put("has_more", to < matching.size()));
    }

    private static boolean matches(FakeJob job, Map<String, String> query) {
        return same(query.get("status"), job.state().wire()) && same(query.get("custom_id"), job.customId())
                && same(query.get("model"), job.request.path("model").asString())
                && same(query.get("lane"), job.request.path("lane").asString("standard"))
                && created(job) >= Long.parseLong(query.getOrDefault("created_after", "0"))
                && created(job) <= Long.parseLong(query.getOrDefault("created_before", "" + Long.MAX_VALUE));
    }

    private static long created(FakeJob job) {
        return job.id.mintedAt().getEpochSecond();
    }

    private static boolean same(@Nullable String wanted, @Nullable String actual) {
        return wanted == null || wanted.equals(actual);
    }
}
