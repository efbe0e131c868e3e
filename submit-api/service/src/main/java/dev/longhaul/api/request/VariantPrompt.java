package dev.longhaul.api.request;

import dev.longhaul.store.experiment.Variant;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A client's request as a variant of an experiment asks it. */
public final class VariantPrompt {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    /** Two names of one parameter: a request that has both would be refused. */
    private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens");
    private static final Set<String> SYSTEM = Set.of("system", "developer");

    private VariantPrompt() {}

    /**
     * The request with the variant's model, its parameters and its system message. How the answer is streamed stands
     * elsewhere, so that it is left out.
     *
     * @param request
     *            as {@link Submission#request}
     */
    public static String of(String request, Variant variant) {
        ObjectNode whole = (ObjectNode) MAPPER.readTree(request);
        whole.put("model", variant.model());
        whole.remove("stream_options");
        String parameters = variant.parameters();
        if (parameters != null) {
            put(whole, MAPPER.readTree(parameters));
        }
        String system = variant.system();
        if (system != null) {
            putSystem(whole, system);
        }
        return whole.toString();
    }

    private static void put(ObjectNode whole, JsonNode parameters) {
        if (LIMITS.stream().anyMatch(parameters::has)) {
            whole.remove(LIMITS);
        }
        for (Map.Entry<String, JsonNode> each : parameters.properties()) {
            if (each.getValue().isNull()) {
                whole.remove(each.getKey());
            } else {
                whole.set(each.getKey(), each.getValue());
            }
        }
    }

    /** Takes the place of the request's own where it has one in front. */
    private static void putSystem(ObjectNode whole, String system) {
        ArrayNode messages = (ArrayNode) whole.path("messages");
        if (SYSTEM.contains(messages.path(0).path("role").asString(""))) {
            messages.remove(0);
        }
        messages.insert(0, MAPPER.createObjectNode().put("role", "system").put("content", system));
    }
}
