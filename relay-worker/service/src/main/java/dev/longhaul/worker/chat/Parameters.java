package dev.longhaul.worker.chat;

import dev.longhaul.contract.message.Warning;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of one request while a dialect goes through them: each is taken, or dropped with a reason, and what
 * nobody took is known at the end, so that nothing is lost silently. Not thread-safe.
 */
public final class Parameters {

    private final Map<String, JsonNode> left = new LinkedHashMap<>();
    private final List<Warning> warnings = new ArrayList<>();

    Parameters(ObjectNode request) {
        request.properties().forEach(field -> {
            // a null is what is not there
            if (!field.getValue().isNull()) {
                left.put(field.getKey(), field.getValue());
            }
        });
    }

    /** A parameter's value, which is dealt with from now on; null when the request does not have it. */
    public @Nullable JsonNode take(String name) {
        return left.remove(name);
    }

    /**
     * @throws UntranslatableException
     *             when it is no number
     */
    public @Nullable BigDecimal number(String name) throws UntranslatableException {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        // what no double can hold is read as infinite
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw new UntranslatableException(name, "is not a number");
        }
        return value.decimalValue();
    }

    /**
     * The longest answer that is wanted, in tokens; null when the request does not say.
     *
     * @throws UntranslatableException
     *             when it is no positive whole number
     */
    public @Nullable Long maxTokens() throws UntranslatableException {
        JsonNode older = take("max_tokens");
        JsonNode newer = take("max_completion_tokens");
        JsonNode value = newer == null ? older : newer;
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || value.asLong() < 1) {
            throw new UntranslatableException(newer == null ? "max_tokens" : "max_completion_tokens",
                    "is not a positive whole number");
        }
        return value.asLong();
    }

    /**
     * Texts that end the answer; empty when the request names none.
     *
     * @throws UntranslatableException
     *             when it is neither a text nor a list of texts
     */
    public List<String> stop() throws UntranslatableException {
        JsonNode value = take("stop");
        if (value == null) {
            return List.of();
        }
        if (value.isString()) {
            return List.of(value.asString());
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
            throw new UntranslatableException("stop", "is neither a text nor a list of texts");
        }
        return value.valueStream().map(JsonNode::asString).toList();
    }

    /** Notes that something does not reach the provider, or not as it was asked for. */
    public void warn(String param, String message) {
        warnings.add(new Warning(param, message));
    }

    /** Drops a parameter, and says why if it was there. */
    public void drop(String name, String why) {
        if (take(name) != null) {
            warn(name, why);
        }
    }

    /** All that was noted; what nobody took until now is noted as unknown to the provider. */
    public List<Warning> warnings(String provider) {
        List<Warning> all = new ArrayList<>(warnings);
        left.keySet().forEach(name -> all.add(new Warning(name, provider + " has no such parameter: left out")));
        return all;
    }
}
