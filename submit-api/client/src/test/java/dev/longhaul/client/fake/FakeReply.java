package dev.longhaul.client.fake;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the fake platform answers. */
record FakeReply(int status, String body, Map<String, String> headers) {

    static FakeReply json(int status, JsonNode body) {
        return new FakeReply(status, body.toString(), Map.of("Content-Type", "application/json"));
    }

    static FakeReply error(int status, String code, String message) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.set("error", errorOf(code, message));
        return json(status, body);
    }

    static ObjectNode errorOf(String code, String message) {
        return JsonMapper.shared().createObjectNode().put("message", message).put("type", "invalid_request_error")
                .putNull("param").put("code", code);
    }

    FakeReply with(Map<String, String> more) {
        return new FakeReply(status, body, more);
    }
}
