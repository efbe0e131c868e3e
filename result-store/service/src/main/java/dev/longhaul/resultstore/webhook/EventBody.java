package dev.longhaul.resultstore.webhook;

import dev.longhaul.store.webhook.WebhookEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An event as recipients get it: in OpenAI's form, and with a word on what may be expected of deliveries. */
final class EventBody {

    private static final JsonMapper JSON = JsonMapper.shared();

    private EventBody() {}

    /**
     * @param answer
     *            the job's answer as JSON, when the recipient wants it; null for none
     */
    static byte[] of(WebhookEvent event, @Nullable String answer) {
        ObjectNode data = JSON.valueToTree(event.data());
        if (answer != null) {
            data.set("response", JSON.readTree(answer));
        }
        ObjectNode body = JSON.createObjectNode().put("id", event.id()).put("object", "event")
                .put("created_at", event.at().getEpochSecond()).put("type", event.type().wire());
        body.set("data", data);
        body.putObject("delivery").put("at_least_once", true).put("in_order", false);
        return JSON.writeValueAsBytes(body);
    }

}
