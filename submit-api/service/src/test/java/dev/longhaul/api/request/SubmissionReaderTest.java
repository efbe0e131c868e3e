package dev.longhaul.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionReaderTest {

    private static final Instant NOW = TestSubmissions.NOW;
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String MODEL = "\"model\":\"small\"";

    private final SubmissionReader reader = TestSubmissions.READER;

    private Submission read(String body) {
        return TestSubmissions.read(body);
    }

    private Submission with(String fields) {
        return read("{" + MODEL + "," + MESSAGES + (fields.isEmpty() ? "" : ",") + fields + "}");
    }

    private ApiException refusal(String body) {
        ApiException refusal = catchThrowableOfType(ApiException.class, () -> read(body));
        assertThat(refusal).as("refusal of %s", body).isNotNull();
        return refusal;
    }

    @Test
    void a_plain_request_gets_the_defaults_and_goes_on_as_it_came() {
        Submission submission = with("");

        assertThat(submission.request()).isEqualTo("{" + MODEL + "," + MESSAGES + "}");
        assertThat(submission.lane()).isEqualTo(Lane.STANDARD);
        assertThat(submission.priority()).isEqualTo(5);
        assertThat(submission.model()).isEqualTo("small");
        assertThat(submission.stream()).isFalse();
        assertThat(submission.metadata()).isEmpty();
        assertThat(submission.cache()).isEqualTo(CachePolicy.DETERMINISTIC);
        assertThat(submission.onAmbiguous()).isEqualTo(OnAmbiguous.RETRY);
        assertThat(submission.deadline()).isNull();
        assertThat(submission.idempotencyKey()).isNull();
    }

    @Test
    void our_own_fields_are_taken_out_wherever_they_stand() {
        Submission submission = read("""
                { "lane" : "batch" , "priority": 9, "model":"tiny",
                  "metadata": {"a": "b"} , "temperature" : 0.10000000000000000001,
                  "custom_id":"line-1","messages":[{"role":"user","content":"\\u00e9\\n"}],"stream":true,
                  "deadline":"2026-03-01T14:00:00+01:00", "webhook_url":"https://example.org/hook",
                  "cache":"always","on_ambiguous":"hold","stream_options":{"include_usage":true},
                  "vendor_field" : [1, {"x": 1e400}] , "idempotency_key":"k",
                  "timeouts": {"idle_seconds": 20, "total_seconds": 7200, "connect_seconds": null} }
                """);

        assertThat(submission.request()).isEqualTo("{\"model\":\"tiny\",\"temperature\" : 0.10000000000000000001,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\\n\"}],"
                + "\"stream_options\":{\"include_usage\":true},\"vendor_field\" : [1, {\"x\": 1e400}]}");
        assertThat(submission.model()).isEqualTo("small");
        assertThat(submission.lane()).isEqualTo(Lane.BATCH);
        assertThat(submission.priority()).isEqualTo(9);
        assertThat(submission.metadata()).isEqualTo(Map.of("a", "b"));
        assertThat(submission.customId()).isEqualTo("line-1");
        assertThat(submission.stream()).isTrue();
        assertThat(submission.includeUsage()).isTrue();
        assertThat(submission.deadline()).isEqualTo(Instant.parse("2026-03-01T13:00:00Z"));
        assertThat(submission.webhookUrl()).isEqualTo("https://example.org/hook");
        assertThat(submission.cache()).isEqualTo(CachePolicy.ALWAYS);
        assertThat(submission.onAmbiguous()).isEqualTo(OnAmbiguous.HOLD);
        assertThat(submission.idempotencyKey()).isEqualTo("k");
        assertThat(submission.timeouts()).isEqualTo(new CallTimeouts(null, null, 20, 7_200));
    }

    @Test
    void a_field_of_ours_is_recognised_however_its_name_is_escaped() {
        assertThat(with("\"l\\u0061ne\":\"batch\"").request()).isEqualTo("{" + MODEL + "," + MESSAGES + "}");
    }

    @Test
    void a_part_of_a_larger_text_is_read_by_itself() {
        byte[] bytes = ("garbage{" + MODEL + "," + MESSAGES + ",\"priority\":1}more").getBytes(StandardCharsets.UTF_8);

        Submission submission = reader.read(bytes, 7, bytes.length - 11, "acme", Lane.BATCH);

        assertThat(submission.request()).isEqualTo("{" + MODEL + "," + MESSAGES + "}");
        assertThat(submission.priority()).isEqualTo(1);
    }

    @Test
    void text_beyond_ascii_goes_on_unchanged() {
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"月亮 🌙 é\"}]";
        assertThat(read("{\"priority\":0," + MODEL + "," + messages + "}").request())
                .isEqualTo("{" + MODEL + "," + messages + "}");
    }

    @Test
    void a_deadline_may_be_unix_seconds() {
        assertThat(with("\"deadline\":" + (NOW.getEpochSecond() + 90)).deadline()).isEqualTo(NOW.plusSeconds(90));
    }

    @Test
    void null_stands_for_the_default_of_our_own_fields() {
        Submission submission = with("\"lane\":null,\"priority\":null,\"metadata\":null,\"custom_id\":null,"
                + "\"deadline\":null,\"webhook_url\":null,\"cache\":null,\"on_ambiguous\":null,\"timeouts\":null,\"stream\":null,"
                + "\"stream_options\":null,\"n\":null,\"max_tokens\":null,\"idempotency_key\":null");

        assertThat(submission.lane()).isEqualTo(Lane.STANDARD);
        assertThat(submission.priority()).isEqualTo(5);
        assertThat(submission.stream()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | 100", "'\"max_tokens\":10' | 10", "'\"max_completion_tokens\":10' | 10",
            "'\"max_tokens\":10,\"n\":3' | 30"})
    void an_answer_is_taken_to_be_as_long_as_its_limit(String fields, int tokens) {
        assertThat(with(fields).estimate().completion()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"role\":\"system\",\"content\":\"x\"}",
            "{\"role\":\"developer\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}",
            "{\"role\":\"user\",\"name\":\"a\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:,\"}}]}",
            "{\"role\":\"user\",\"content\":[{\"type\":\"new_kind\",\"anything\":{}}]}",
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}",
            "{\"role\":\"assistant\",\"content\":\"x\",\"refusal\":null}",
            "{\"role\":\"assistant\",\"refusal\":\"no\"}",
            "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"x\"}",
            "{\"role\":\"function\",\"name\":\"f\",\"content\":null}"})
    void messages_of_every_role_pass(String message) {
        assertThat(read("{" + MODEL + ",\"messages\":[" + message + "]}").request()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"temperature\":2", "\"top_p\":0.5", "\"stop\":\"x\"", "\"stop\":[\"a\",\"b\"]",
            "\"seed\":-1",
            "\"logit_bias\":{\"50256\":-100}", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
            "\"tool_choice\":\"auto\"", "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}",
            "\"response_format\":{\"type\":\"json_object\"}", "\"modalities\":[\"text\"]", "\"user\":null",
            "\"reasoning_effort\":\"newer_than_this\"", "\"top_logprobs\":20", "\"future\":{\"deep\":[1,2]}"})
    void known_fields_of_the_right_type_and_unknown_fields_pass(String field) {
        assertThat(with(field).request()).endsWith(field + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'\"temperature\":3' | temperature", "'\"temperature\":\"hot\"' | temperature",
            "'\"temperature\":1e999' | temperature", "'\"top_p\":-1' | top_p", "'\"n\":0' | n", "'\"n\":1.5' | n",
            "'\"n\":99999999999999999999999' | n", "'\"max_tokens\":0' | max_tokens", "'\"stop\":[]' | stop",
            "'\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]' | stop[4]", "'\"stop\":[\"a\",1]' | stop[1]",
            "'\"stop\":1' | stop",
            "'\"store\":\"yes\"' | store", "'\"user\":5' | user", "'\"audio\":[]' | audio",
            "'\"logit_bias\":{\"1\":101}' | logit_bias.1",
            "'\"tools\":[{\"type\":\"function\",\"function\":{}}]' | tools[0].function.name",
            "'\"tools\":{}' | tools", "'\"tool_choice\":1' | tool_choice",
            "'\"response_format\":{}' | response_format.type",
            "'\"stream\":1' | stream", "'\"stream\":true,\"stream_options\":[]' | stream_options",
            "'\"stream\":true,\"stream_options\":{\"include_usage\":1}' | stream_options.include_usage",
            "'\"stream_options\":{}' | stream_options", "'\"priority\":10' | priority", "'\"priority\":-1' | priority",
            "'\"custom_id\":\"\"' | custom_id",
            "'\"batch\":\"a b\"' | batch", "'\"metadata\":[]' | metadata", "'\"metadata\":{\"a\":1}' | metadata.a",
            "'\"deadline\":\"soon\"' | deadline", "'\"deadline\":1' | deadline", "'\"deadline\":1e300' | deadline",
            "'\"deadline\":\"2020-01-01T00:00:00Z\"' | deadline",
            "'\"webhook_url\":\"http://example.org\"' | webhook_url",
            "'\"webhook_url\":\"https:///x\"' | webhook_url", "'\"webhook_url\":\"https://a b\"' | webhook_url",
            "'\"webhook_url\":\"https://user:pass@example.org\"' | webhook_url", "'\"cache\":\"sometimes\"' | cache",
            "'\"timeouts\":30' | timeouts", "'\"timeouts\":{\"idle\":5}' | timeouts.idle",
            "'\"timeouts\":{\"idle_seconds\":0}' | timeouts.idle_seconds",
            "'\"timeouts\":{\"total_seconds\":7201}' | timeouts.total_seconds",
            "'\"timeouts\":{\"total_seconds\":1.5}' | timeouts.total_seconds",
            "'\"on_ambiguous\":\"guess\"' | on_ambiguous"})
    void a_wrong_value_is_named_by_its_path(String fields, String param) {
        ApiException refusal = refusal("{" + MODEL + "," + MESSAGES + "," + fields + "}");

        assertThat(refusal.code()).isIn(ErrorCode.INVALID_PARAMETER, ErrorCode.MISSING_PARAMETER);
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.message()).contains("'" + param + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | messages[0].role",
            "'{\"role\":\"king\",\"content\":\"x\"}' | messages[0].role",
            "'{\"role\":1}' | messages[0].role", "'{\"role\":\"user\"}' | messages[0].content",
            "'{\"role\":\"user\",\"content\":null}' | messages[0].content",
            "'{\"role\":\"user\",\"content\":5}' | messages[0].content",
            "'{\"role\":\"user\",\"content\":[]}' | messages[0].content",
            "'{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}' | messages[0].content[0].type",
            "'{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":1}]}' | messages[0].content[0].text",
            "'{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{}}]}' | messages[0].content[0].image_url.url",
            "'{\"role\":\"assistant\"}' | messages[0].content",
            "'{\"role\":\"tool\",\"content\":\"x\"}' | messages[0].tool_call_id",
            "'{\"role\":\"function\",\"content\":\"x\"}' | messages[0].name", "5 | messages[0]",
            "'{\"role\":\"assistant\",\"tool_calls\":[{\"type\":\"function\"}]}' | messages[0].tool_calls[0].id",
            "'{\"role\":\"user\",\"content\":\"x\",\"name\":5}' | messages[0].name"})
    void a_wrong_message_is_named_by_its_path(String message, String param) {
        ApiException refusal = refusal("{" + MODEL + ",\"messages\":[" + message + "]}");

        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}' | model",
            "'{\"model\":\"small\"}' | messages", "{} | model"})
    void what_is_required_is_missed(String body, String param) {
        ApiException refusal = refusal(body);

        assertThat(refusal.code()).isEqualTo(ErrorCode.MISSING_PARAMETER);
        assertThat(refusal.param()).isEqualTo(param);
    }

    @Test
    void messages_must_not_be_empty() {
        assertThat(refusal("{" + MODEL + ",\"messages\":[]}").param()).isEqualTo("messages");
        assertThat(refusal("{" + MODEL + ",\"messages\":null}").param()).isEqualTo("messages");
    }

    @Test
    void a_model_that_is_not_in_the_catalogue_is_a_404() {
        ApiException refusal = refusal("{\"model\":\"gpt-0\"," + MESSAGES + "}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(refusal.status()).isEqualTo(404);
        assertThat(refusal.param()).isEqualTo("model");
    }

    @Test
    void a_lane_that_does_not_exist_has_its_own_code() {
        ApiException refusal = refusal("{" + MODEL + "," + MESSAGES + ",\"lane\":\"fast\"}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_LANE);
        assertThat(refusal.param()).isEqualTo("lane");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'{\n  \"model\": smal }' | 2 | 12", "'{\"model\":\"small\",}' | 1 | 18",
            "'{\"model\":\"small\",\n\"model\":\"small\"}' | 2 | 8", "'{\"a\":NaN}' | 1 | 9", "'{\"a\":1' | 1 | 7"})
    void bad_json_is_told_with_line_and_column(String body, int line, int column) {
        ApiException refusal = refusal(body);

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
        assertThat(refusal.message()).contains("line " + line + ", column " + column + ":").doesNotContain("Feature");
    }

    @Test
    void an_empty_body_is_bad_json() {
        assertThat(refusal("").code()).isEqualTo(ErrorCode.INVALID_JSON);
        assertThat(refusal(" \n").code()).isEqualTo(ErrorCode.INVALID_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "null", "\"x\""})
    void only_an_object_is_a_request(String body) {
        assertThat(refusal(body).code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void nothing_may_follow_the_object() {
        assertThat(refusal("{" + MODEL + "," + MESSAGES + "} {}").code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(refusal("{" + MODEL + "," + MESSAGES + "} x").code()).isEqualTo(ErrorCode.INVALID_JSON);
    }

    @Test
    void sixty_four_levels_are_read_and_not_one_more() {
        assertThat(with("\"deep\":" + "[".repeat(63) + "]".repeat(63)).request()).isNotEmpty();

        ApiException refusal = refusal(
                "{" + MODEL + "," + MESSAGES + ",\"deep\":" + "[".repeat(64) + "]".repeat(64) + "}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.JSON_TOO_DEEP);
    }

    @Test
    void other_encodings_than_utf_8_are_bad_json() {
        ApiException refusal = catchThrowableOfType(ApiException.class,
                () -> reader.read(("{" + MODEL + "," + MESSAGES + "}").getBytes(StandardCharsets.UTF_16BE),
                        "acme", Lane.STANDARD));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
    }

    @Test
    void too_many_or_too_long_notes_are_refused() {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            pairs.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
        }
        assertThat(refusal("{" + MODEL + "," + MESSAGES + ",\"metadata\":{" + pairs + "}}").param())
                .isEqualTo("metadata.k16");
        assertThat(refusal("{" + MODEL + "," + MESSAGES + ",\"metadata\":{\"" + "k".repeat(65) + "\":\"v\"}}").code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(refusal("{" + MODEL + "," + MESSAGES + ",\"metadata\":{\"k\":\"" + "v".repeat(513) + "\"}}").param())
                .isEqualTo("metadata.k");
        assertThat(refusal("{" + MODEL + "," + MESSAGES + ",\"custom_id\":\"" + "c".repeat(129) + "\"}").param())
                .isEqualTo("custom_id");
    }
}
