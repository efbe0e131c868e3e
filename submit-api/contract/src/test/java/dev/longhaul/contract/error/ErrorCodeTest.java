package dev.longhaul.contract.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorCodeTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest
    @EnumSource
    void a_code_is_lower_case_and_has_an_error_status(ErrorCode code) {
        assertThat(code.wire()).matches("[a-z_]+");
        assertThat(code.httpStatus()).isBetween(400, 599);
    }

    @ParameterizedTest
    @EnumSource
    void a_code_has_the_type_of_its_status(ErrorCode code) {
        String expected = switch (code.httpStatus()) {
            case 400, 404, 405, 408, 409, 413, 415, 422 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            case 500, 502, 503, 504 -> "server_error";
            default -> "none: " + code.httpStatus();
        };

        assertThat(code.type()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"JOB_NOT_FOUND,404", "INVALID_API_KEY,401", "REQUEST_TOO_LARGE,413", "IDEMPOTENCY_KEY_REUSED,422",
            "QUOTA_EXCEEDED,429", "QUEUE_UNAVAILABLE,503", "JOB_TIMEOUT,504", "PROVIDER_UNAVAILABLE,502",
            "JOB_EXPIRED,408", "JOB_CANCELLED,409"})
    void a_code_has_the_status_that_clients_act_on(ErrorCode code, int status) {
        assertThat(code.httpStatus()).isEqualTo(status);
    }

    @Test
    void an_error_has_all_four_keys_of_openai_even_when_they_are_null() {
        assertThat(tree(ApiError.of(ErrorCode.INVALID_LANE, "No such lane.", null)))
                .isEqualTo(JSON.readTree("""
                        {"error": {"message": "No such lane.", "type": "invalid_request_error", "param": null,
                         "code": "invalid_lane"}}"""));
        assertThat(tree(ApiError.of(ErrorCode.INVALID_PARAMETER, "Wrong.", "messages[0].role")).at(
                "/error/param").asString()).isEqualTo("messages[0].role");
    }

    private static JsonNode tree(ApiError error) {
        return JSON.valueToTree(error);
    }
}
