package dev.longhaul.worker.gemini;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts how probable tokens were in OpenAI's form. Pure functions. */
final class Logprobs {

    private Logprobs() {}

    /**
     * @param result
     *            Gemini's, with its {@code chosenCandidates}
     */
    static ObjectNode of(JsonNode result) {
        ObjectNode logprobs = JsonNodeFactory.instance.objectNode();
        ArrayNode content = logprobs.putArray("content");
        JsonNode chosen = result.path("chosenCandidates");
        for (int i = 0; i < chosen.size(); i++) {
            ObjectNode token = token(chosen.get(i));
            ArrayNode top = token.putArray("top_logprobs");
            result.path("topCandidates").path(i).path("candidates").forEach(other -> top.add(token(other)));
            content.add(token);
        }
        return logprobs.putNull("refusal");
    }

    private static ObjectNode token(JsonNode candidate) {
        return JsonNodeFactory.instance.objectNode().put("token", candidate.path("token").asString(""))
                .put("logprob", candidate.path("logProbability").asDouble(0)).putNull("bytes");
    }
}
