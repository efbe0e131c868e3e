package dev.longhaul.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Dead letters and their replays, for administrators: the client's key must be an admin key. Answers are the platform's
 * JSON, as its OpenAPI document describes it. Thread-safe, and fails as {@link LonghaulClient} does.
 */
public final class DeadLetters {

    private static final String LETTERS = "/admin/dead_letters";
    private static final String REPLAYS = "/admin/replays";
    private static final Set<String> GOING_ON = Set.of("running", "paused");

    private final Transport transport;

    DeadLetters(Transport transport) {
        this.transport = transport;
    }

    /**
     * The groups, the largest first.
     *
     * @param filter
     *            by the names of the API, such as {@code tenant}
     */
    public List<ObjectNode> groups(Map<String, String> filter) {
        return objects(get(LETTERS + "/groups" + query(filter)));
    }

    /**
     * The dead letters, those that were submitted last first.
     *
     * @param filter
     *            as for {@link #groups}
     * @param limit
     *            how many at most
     */
    public List<ObjectNode> list(Map<String, String> filter, int limit) {
        List<ObjectNode> found = new ArrayList<>();
        Map<String, String> page = new LinkedHashMap<>(filter);
        boolean more = true;
        while (more && found.size() < limit) {
            ObjectNode answer = get(LETTERS + query(page));
            found.addAll(objects(answer));
            more = answer.path("has_more").asBoolean(false) && !found.isEmpty();
            if (more) {
                page.put("after", found.getLast().path("id").asString(""));
            }
        }
        return found.subList(0, Math.min(limit, found.size()));
    }

    /** A dead letter with its request, its attempts and how it failed before. */
    public ObjectNode find(String id) {
        return get(LETTERS + "/" + encoded(id));
    }

    /** Takes dead letters off the list for good; {@code filter} and {@code reason} stand in the body. */
    public ObjectNode discard(ObjectNode body) {
        return post(LETTERS + "/discard", body);
    }

    /** Has webhook deliveries tried again that were given up; the body is as for {@link #discard}. */
    public ObjectNode redeliver(ObjectNode body) {
        return post(LETTERS + "/redeliver", body);
    }

    /** Creates a replay, or tells what it would be when {@code dry_run} is true in the body. */
    public ObjectNode replay(ObjectNode body) {
        return post(REPLAYS, body);
    }

    /** A replay as it is now. */
    public ObjectNode findReplay(String id) {
        return get(REPLAYS + "/" + encoded(id));
    }

    /**
     * Changes the state of a replay.
     *
     * @param verb
     *            {@code pause}, {@code resume} or {@code cancel}
     * @param reason
     *            for whoever asks later
     */
    public ObjectNode change(String id, String verb, String reason) {
        return post(REPLAYS + "/" + encoded(id) + "/" + verb, Json.MAPPER.createObjectNode().put("reason", reason));
    }

    /**
     * Follows a replay until it is over or has stopped.
     *
     * @param listener
     *            is given each look, also the last
     * @return the last look
     */
    public ObjectNode watch(String id, Duration every, Consumer<ObjectNode> listener) {
        while (true) {
            ObjectNode replay = findReplay(id);
            listener.accept(replay);
            if (!GOING_ON.contains(replay.path("status").asString(""))) {
                return replay;
            }
            transport.pause(every);
        }
    }

    private ObjectNode get(String path) {
        return transport.send(Call.get(path)).object();
    }

    /** Not repeated when it may have arrived: a second replay finds other jobs. */
    private ObjectNode post(String path, ObjectNode body) {
        return transport.send(Call.post(path, Call.JSON, Json.MAPPER.writeValueAsBytes(body), false)).object();
    }

    private static List<ObjectNode> objects(ObjectNode page) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode each : page.path("data")) {
            if (each instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }

    private static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream().map(each -> each.getKey() + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
