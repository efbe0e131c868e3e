package dev.longhaul.api.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came back. */
public final class Answer {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpResponse<String> response;

    Answer(HttpResponse<String> response) {
        this.response = response;
    }

    public int status() {
        return response.statusCode();
    }

    public String body() {
        return response.body();
    }

    public JsonNode json() {
        return JSON.readTree(response.body());
    }

    public @Nullable String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    public Answer hasStatus(int status) {
        assertThat(status()).as(body()).isEqualTo(status);
        assertThat(header("x-request-id")).isNotEmpty();
        return this;
    }

    /** An error in OpenAI's format with all four keys. */
    public Answer isError(int status, String code, @Nullable String param) {
        hasStatus(status);
        assertThat(header("Content-Type")).startsWith("application/json");
        JsonNode error = json().path("error");
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("param").asString(null)).isEqualTo(param);
        assertThat(error.path("message").asString()).isNotBlank();
        return this;
    }
}
