package dev.longhaul.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.simulator.config.Output;
import dev.longhaul.simulator.config.Provider;
import dev.longhaul.simulator.config.RateLimit;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final MovableClock clock = new MovableClock();
    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults(), clock);
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        caller.close();
        simulator.close();
    }

    private void limit(RateLimit... limits) {
        simulator.configure(config -> config.withLimits(limits).withOutput(new Output(20, 20, 0, 1)));
    }

    private HttpResponse<String> call() {
        // Ten tokens in, twenty out.
        return caller.openAi(Caller.openAiBody("p".repeat(40)));
    }

    private static Optional<String> header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name);
    }

    @Test
    void headers_tell_what_is_left_and_when_all_is_back() {
        limit(RateLimit.perKey(600, 6_000));

        var response = call();

        assertThat(header(response, "x-ratelimit-limit-requests")).contains("600");
        assertThat(header(response, "x-ratelimit-remaining-requests")).contains("599");
        assertThat(header(response, "x-ratelimit-reset-requests")).contains("100ms");
        assertThat(header(response, "x-ratelimit-limit-tokens")).contains("6000");
        assertThat(header(response, "x-ratelimit-remaining-tokens")).contains("5970");
        assertThat(header(response, "x-ratelimit-reset-tokens")).contains("300ms");
    }

    @Test
    void a_call_over_the_limit_is_told_when_to_come_back_and_then_passes() {
        limit(RateLimit.perKey(2, null));
        call();
        call();

        var refused = call();

        assertThat(refused.statusCode()).isEqualTo(429);
        var error = Caller.json(refused).get("error");
        assertThat(error.get("code").asString()).isEqualTo("rate_limit_exceeded");
        assertThat(error.get("type").asString()).isEqualTo("requests");
        assertThat(header(refused, "retry-after")).contains("30");
        assertThat(header(refused, "retry-after-ms")).contains("30000");
        assertThat(header(refused, "x-ratelimit-remaining-requests")).contains("0");
        assertThat(header(refused, "x-ratelimit-reset-requests")).contains("1m0s");
        clock.advance(Duration.ofMillis(29_999));
        assertThat(call().statusCode()).isEqualTo(429);
        clock.advance(Duration.ofMillis(1));
        assertThat(call().statusCode()).isEqualTo(200);
    }

    @Test
    void retry_after_ms_can_be_left_out() {
        simulator
                .configure(config -> config.patched("{\"retryAfterMs\":false,\"limits\":[{\"requestsPerMinute\":1}]}"));
        call();

        assertThat(header(call(), "retry-after-ms")).isEmpty();
    }

    @Test
    void tokens_run_out_before_requests() {
        limit(RateLimit.perKey(600, 60));
        call();
        call();

        var refused = call();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Caller.json(refused).at("/error/type").asString()).isEqualTo("tokens");
        assertThat(header(refused, "retry-after")).contains("30");
        assertThat(header(refused, "x-ratelimit-remaining-requests")).contains("598");
        assertThat(simulator.ledger().status(429).billed()).isZero();
    }

    @Test
    void a_call_that_never_fits_gets_no_time_to_come_back() {
        limit(RateLimit.perKey(null, 29));

        var refused = call();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "retry-after")).isEmpty();
        assertThat(Caller.json(refused).at("/error/message").asString()).contains("too large");
    }

    @Test
    void every_key_has_its_own_bucket_and_so_has_every_model_if_asked() {
        limit(new RateLimit(Provider.OPENAI, "sk-*", null, RateLimit.Per.KEY_AND_MODEL, 1, null, null, null, null));
        call();

        assertThat(call().statusCode()).isEqualTo(429);
        var otherModel = Caller.openAiBody("p").replace("gpt-5.4-mini", "gpt-5.4");
        assertThat(caller.openAi(otherModel).statusCode()).isEqualTo(200);
        assertThat(caller.openAi(Caller.openAiBody("p"), "authorization", "Bearer sk-two").statusCode()).isEqualTo(200);
        var unlimited = caller.openAi(Caller.openAiBody("p"), "authorization", "Bearer free");
        assertThat(header(unlimited, "x-ratelimit-limit-requests")).isEmpty();
    }

    @Test
    void a_small_burst_spreads_the_calls() {
        limit(new RateLimit(null, null, null, null, 60, null, null, null, 2.0));
        assertThat(call().statusCode()).isEqualTo(200);
        assertThat(call().statusCode()).isEqualTo(200);

        assertThat(header(call(), "retry-after-ms")).contains("1000");
    }

    @Test
    void a_change_of_other_settings_does_not_refill() {
        limit(RateLimit.perKey(1, null));
        call();

        caller.put("/_sim/config", "{\"latency\":{\"kind\":\"fixed\",\"millis\":1}}");

        assertThat(call().statusCode()).isEqualTo(429);
    }

    @Test
    void anthropic_has_headers_of_its_own() {
        limit(new RateLimit(Provider.ANTHROPIC, null, null, null, 60, 6_000, 3_000, 600, null));
        var body = "{\"max_tokens\":99,\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "p".repeat(40)
                + "\"}]}";

        var response = caller.post("/v1/messages", body, "x-api-key", "k", "anthropic-version", "2023-06-01");

        assertThat(header(response, "anthropic-ratelimit-requests-limit")).contains("60");
        assertThat(header(response, "anthropic-ratelimit-requests-remaining")).contains("59");
        assertThat(header(response, "anthropic-ratelimit-requests-reset")).contains("2026-03-04T05:06:08Z");
        assertThat(header(response, "anthropic-ratelimit-tokens-remaining")).contains("5970");
        assertThat(header(response, "anthropic-ratelimit-input-tokens-remaining")).contains("2990");
        assertThat(header(response, "anthropic-ratelimit-output-tokens-remaining")).contains("580");
        assertThat(header(response, "anthropic-ratelimit-output-tokens-reset")).contains("2026-03-04T05:06:09Z");
    }

    @Test
    void gemini_says_in_the_body_when_to_come_back() {
        limit(new RateLimit(Provider.GEMINI, null, "gemini-*", null, 8, null, null, null, 8.0));
        var path = "/v1beta/models/gemini-3-flash:generateContent";
        var body = "{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}";
        caller.post(path, body, "x-goog-api-key", "k");

        var refused = caller.post(path, body, "x-goog-api-key", "k");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Caller.json(refused).at("/error/status").asString()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(Caller.json(refused).at("/error/details/0/retryDelay").asString()).matches("[0-9.]+s");
        assertThat(header(refused, "retry-after")).isEmpty();
    }
}
