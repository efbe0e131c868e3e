package dev.longhaul.store.replay;

import dev.longhaul.contract.catalog.ModelNames;
import dev.longhaul.contract.job.Lane;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be different when jobs are replayed.
 *
 * @param model
 *            the catalogue's name of another model; null for the job's own
 * @param provider
 *            the only one that may be called; null for those of the model's route
 * @param lane
 *            another lane; null for the job's own
 * @param parameters
 *            a JSON object whose fields take the place of the request's; a null takes the field away. Null for no
 *            change
 */
public record Overrides(@Nullable String model, @Nullable String provider, @Nullable Lane lane,
        @Nullable String parameters) {

    public static final Overrides NONE = new Overrides(null, null, null, null);

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Whether the answer may be another one than the job would have had. */
    public boolean changeTheAnswer() {
        return model != null || provider != null || parameters != null;
    }

    /**
     * The model that is asked.
     *
     * @param own
     *            the job's
     */
    public String model(String own) {
        String name = model == null ? own : model;
        return provider == null ? name : ModelNames.at(name, provider);
    }

    /** A request with the parameters in it; the same when there are none. */
    public String applyTo(String request) {
        if (parameters == null) {
            return request;
        }
        ObjectNode whole = (ObjectNode) MAPPER.readTree(request);
        for (Map.Entry<String, JsonNode> each : MAPPER.readTree(parameters).properties()) {
            if (each.getValue().isNull()) {
                whole.remove(each.getKey());
            } else {
                whole.set(each.getKey(), each.getValue());
            }
        }
        return whole.toString();
    }
}
