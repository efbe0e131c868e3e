package dev.longhaul.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.RawHttp;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.error.ApiError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Every error, as a client sees it. */
class ErrorsTest {

    private static final String GOOD = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final TestApi api = TestApi.shared();

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/jobs", "/api/v1/llm/jobs", "/api/v1/llm/chat/completions"})
    void bad_json_is_told_with_its_place_at_every_path(String path) {
        Answer answer = api.call(path).post("{\"model\":\n oops}").isError(400, "invalid_json", null);

        assertThat(answer.json().path("error").path("message").asString()).contains("line 2, column 2");
        assertThat(answer.json().path("error").path("type").asString()).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'{\"model\":\"gpt-0\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}' | 404 | model_not_found | model",
            "'{\"model\":\"small\"}' | 400 | missing_parameter | messages",
            "'{\"model\":\"small\",\"messages\":[{\"role\":\"user\"}]}' | 400 | missing_parameter | messages[0].content",
            "'{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":0}' | 400 | invalid_parameter | n",
            "'{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"lane\":\"fast\"}' | 400 | invalid_lane | lane"})
    void a_request_that_cannot_be_a_job_is_refused_with_the_place_of_its_fault(String body, int status, String code,
            String param) {
        api.call("/v1/chat/completions").post(body).isError(status, code, param);
        api.call("/v1/jobs").post(body).isError(status, code, param);
    }

    @Test
    void too_deep_json_is_refused() {
        api.call("/v1/jobs").post("{\"x\":" + "[".repeat(100_000)).isError(400, "json_too_deep", null);
    }

    @Test
    void a_lane_header_that_names_no_lane_is_refused() {
        api.call("/v1/chat/completions").header("X-Longhaul-Lane", "fast").post(GOOD).isError(400, "invalid_lane",
                "X-Longhaul-Lane");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer lh_nothing", "Basic abc", "Bearer sk-123"})
    void without_a_good_key_nothing_is_told(String authorization) {
        for (String path : new String[]{"/v1/jobs", "/v1/models", "/api/v1/llm/models", "/v1/jobs/job_1"}) {
            Answer answer = api.call(path).header("Authorization", authorization).get().isError(401,
                    "invalid_api_key", null);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(answer.json().path("error").path("type").asString()).isEqualTo("authentication_error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%761/models", "/v1/%6dodels", "//v1/models", "/v1;x=1/models", "/v1/./models",
            "/V1/models",
            "/v1/models/", "/api/v1/llm/../llm/models", "/docs/../v1/models"})
    void no_spelling_of_a_path_gets_around_the_key(String path) {
        String answer = RawHttp.send(api.port(), "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).containsPattern("^HTTP/1.1 (400|401|404) ").contains("\"error\"").doesNotContain("owned_by");
    }

    @Test
    void an_unknown_path_is_a_404_and_a_wrong_method_a_405() {
        api.call("/v1/nothing").get().isError(404, "not_found", null);
        api.call("/nothing").get().isError(404, "not_found", null);
        Answer wrongMethod = api.call("/v1/chat/completions").get().isError(405, "method_not_allowed", null);
        assertThat(wrongMethod.header("Allow")).isEqualTo("POST");
        api.call("/v1/jobs").method("DELETE").isError(405, "method_not_allowed", null);
    }

    @Test
    void a_body_of_another_type_is_a_415() {
        for (String type : new String[]{"text/plain", "application/x-www-form-urlencoded", "application/xml"}) {
            api.call("/v1/jobs").header("Content-Type", type).post(GOOD).isError(415, "unsupported_media_type",
                    "Content-Type");
        }
        api.call("/v1/jobs/bulk").header("Content-Type", "application/json").post(GOOD).isError(415,
                "unsupported_media_type", "Content-Type");
        api.call("/v1/jobs").header("Content-Encoding", "gzip").post(GOOD).isError(415, "unsupported_media_type",
                "Content-Encoding");
    }

    @Test
    void an_answer_that_the_client_does_not_accept_is_a_406_in_the_same_form() {
        api.call("/v1/models").header("Accept", "application/xml").get().isError(406, "invalid_parameter", "Accept");
    }

    @Test
    void a_body_that_says_it_is_too_long_is_refused_before_it_is_sent() throws IOException {
        try (Socket socket = RawHttp.open(api.port(), "POST /v1/jobs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + TestApi.ACME.reveal() + "\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n")) {
            assertThat(RawHttp.readUntil(socket, "request_too_large")).startsWith("HTTP/1.1 413 ")
                    .containsIgnoringCase("x-request-id");
        }
    }

    @Test
    void a_body_without_a_length_is_read_no_further_than_the_limit() {
        InputStream endless = new ByteArrayInputStream(new byte[12_000_000]);

        api.call("/v1/jobs").header("Content-Type", "application/json")
                .post(BodyPublishers.ofInputStream(() -> endless))
                .isError(413, "request_too_large", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=61", "wait=-1", "wait=soon"})
    void a_wrong_query_parameter_is_named(String query) {
        String id = api.call("/v1/jobs").post(GOOD).hasStatus(202).json().path("id").asString();
        api.call("/v1/jobs/" + id + "?" + query).get().isError(400, "invalid_parameter", "wait");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/jobs%00 HTTP/1.1", "GET /v1/jobs?x=%zz HTTP/1.1", "GET /v1/%2e%2e%2f HTTP/1.1",
            "GET /v1\\jobs HTTP/1.1"})
    void what_tomcat_itself_refuses_has_the_same_form(String requestLine) {
        String answer = RawHttp.send(api.port(), requestLine + "\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).containsPattern("^HTTP/1.1 4\\d\\d ").contains("{\"error\":{\"message\":", "\"param\":null")
                .containsIgnoringCase("x-request-id: req_").doesNotContain("<html");
    }

    @Test
    void a_request_line_that_is_no_http_is_answered_and_nothing_more_is_told() {
        String answer = RawHttp.send(api.port(), "GE\u0001T / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("<html").doesNotContain("Tomcat");
    }

    @Test
    void a_decent_request_id_of_a_proxy_is_kept_and_another_replaced() {
        assertThat(api.call("/v1/models").header("x-request-id", "proxy-1.2_3").get().header("x-request-id"))
                .isEqualTo("proxy-1.2_3");
        assertThat(api.call("/v1/models").header("x-request-id", "a b").get().header("x-request-id"))
                .startsWith("req_");
        assertThat(api.call("/v1/models").header("x-request-id", "x".repeat(200)).get().header("x-request-id"))
                .startsWith("req_");
    }

    @Test
    void a_fault_of_ours_is_a_500_that_tells_nothing_of_it() {
        ResponseEntity<ApiError> answer = Objects.requireNonNull(
                new ErrorAdvice().failed(new IllegalStateException("secret"),
                        new MockHttpServletRequest("GET", "/v1/jobs"), new MockHttpServletResponse()));

        assertThat(answer.getStatusCode().value()).isEqualTo(500);
        assertThat(String.valueOf(answer.getBody())).contains("internal_error").doesNotContain("secret");
    }
}
