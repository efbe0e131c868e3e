package dev.longhaul.client.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The paths under {@code /admin} of the fake platform: 250 dead letters of one cause, and a replay of four jobs. */
public final class FakeDeadLetters {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int LETTERS = 250;
    private static final int PAGE = 100;
    private static final int REPLAYED = 4;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger looks = new AtomicInteger();
    private volatile int failing;

    /** How many of the replay's jobs are to fail again. */
    public void failing(int jobs) {
        failing = jobs;
    }

    /** Method, path and body of each call. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    FakeReply answer(String method, String path, Map<String, String> query, byte[] body) {
        asked.add(method + " " + path + " " + new String(body, StandardCharsets.UTF_8)
                + (query.isEmpty() ? "" : query));
        return switch (path) {
            case "/admin/dead_letters/groups" -> list(List.of(group()), false);
            case "/admin/dead_letters" -> letters(query);
            case "/admin/dead_letters/discard" ->
                FakeReply.json(200, MAPPER.createObjectNode().put("object", "dead_letters.discarded").put("discarded",
                        3));
            case "/admin/dead_letters/redeliver" ->
                FakeReply.json(200, MAPPER.createObjectNode().put("redelivered", 3));
            case "/admin/replays" -> MAPPER.readTree(body).path("dry_run").asBoolean(false)
                    ? dryRun()
                    : FakeReply.json(201, replay("running", 0));
            case "/admin/replays/rpl_1" -> look();
            case "/admin/replays/rpl_1/pause" -> FakeReply.json(200, replay("paused", 2));
            case "/admin/dead_letters/job_7" -> FakeReply.json(200, MAPPER.createObjectNode().put("id", "job_7"));
            default -> FakeReply.error(404, "not_found", "nothing at " + path);
        };
    }

    private static FakeReply list(List<ObjectNode> data, boolean more) {
        ObjectNode list = MAPPER.createObjectNode().put("object", "list").put("has_more", more);
        list.putArray("data").addAll(data);
        return FakeReply.json(200, list);
    }

    private static FakeReply letters(Map<String, String> query) {
        int from = query.containsKey("after") ? Integer.parseInt(query.get("after").substring("job_".length())) + 1 : 0;
        List<ObjectNode> page = new ArrayList<>();
        for (int i = from; i < Math.min(LETTERS, from + PAGE); i++) {
            page.add(letter(i));
        }
        return list(page, from + PAGE < LETTERS);
    }

    private static ObjectNode letter(int number) {
        ObjectNode letter = MAPPER.createObjectNode().put("id", "job_" + number).put("failed_at", 1_764_000_000L)
                .put("tenant", "acme").put("model", "small").put("provider", "main");
        letter.putObject("error").put("code", "provider_refused").put("message", "No key " + number + ".");
        return letter;
    }

    private static ObjectNode group() {
        ObjectNode group = MAPPER.createObjectNode().put("cause", "c_1").put("count", LETTERS)
                .put("last_failed_at", 1_764_000_000L);
        group.set("sample", letter(1));
        return group;
    }

    private static ObjectNode selection() {
        return MAPPER.createObjectNode().put("selection", "sel_1").put("jobs", REPLAYED).put("prompt_tokens", 1_234)
                .put("completion_tokens", 20).put("cost_usd", 0.5);
    }

    private static FakeReply dryRun() {
        ObjectNode run = MAPPER.createObjectNode().put("object", "replay_dry_run");
        run.set("selection", selection());
        run.putArray("sample").add(letter(1));
        return FakeReply.json(200, run);
    }

    private FakeReply look() {
        int done = looks.incrementAndGet();
        return FakeReply.json(200, done < REPLAYED ? replay("running", done) : replay("completed", REPLAYED));
    }

    private ObjectNode replay(String status, int done) {
        ObjectNode replay = MAPPER.createObjectNode().put("id", "rpl_1").put("status", status)
                .put("succeeded", Math.max(0, done - failing)).put("failed", Math.min(done, failing))
                .put("ended_otherwise", 0);
        replay.putNull("stopped_because");
        replay.set("selection", selection());
        replay.putObject("skipped");
        return replay;
    }
}
