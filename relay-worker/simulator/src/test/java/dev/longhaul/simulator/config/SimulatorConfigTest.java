package dev.longhaul.simulator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorConfigTest {

    @Test
    void an_empty_text_is_the_defaults() {
        assertThat(SimulatorConfig.parse("")).isEqualTo(SimulatorConfig.defaults());
        assertThat(SimulatorConfig.parse("# nothing\n")).isEqualTo(SimulatorConfig.defaults());
    }

    @Test
    void every_field_can_be_set_and_comes_back() {
        var config = SimulatorConfig.parse("""
                listen: {host: localhost, port: 8123}
                seed: -4
                access: {keys: [a, b], models: [m]}
                latency: {kind: lognormal, millis: 800, sigma: 0.5, maxMillis: 9000}
                output: {minTokens: 5, maxTokens: 9, tokensPerSecond: 50.5, tokensPerChunk: 2}
                limits:
                  - {provider: openai, key: "sk-*", model: "gpt-*", per: keyAndModel, requestsPerMinute: 60,
                     tokensPerMinute: 1000, inputTokensPerMinute: 900, outputTokensPerMinute: 100, burstSeconds: 0.5}
                retryAfterMs: false
                parallel: {max: 7, status: 503}
                faults:
                  - name: first
                    match: {provider: gemini, model: m, key: k, promptContains: p, stream: true, fromSeconds: 1,
                            untilSeconds: 2, firstOfEach: {by: prompt, calls: 3}, nth: 4, every: 5, first: 6,
                            probability: 0.7}
                    action: {kind: status, status: 500, type: t, code: c, message: m, body: b, headers: {x: y},
                             retryAfterSeconds: 1.5, inStream: true, billed: true}
                  - action: {kind: reset, afterBytes: 10, abrupt: false, billed: false}
                  - action: {kind: stall, afterBytes: 10, billed: false}
                  - action: {kind: garbage, mode: truncated, billed: false}
                  - action: {kind: slow, millis: 10}
                  - action: {kind: dropHeaders, names: [a]}
                  - action: {kind: block}
                markers: false
                ledger: {jobs: 10, calls: 20}
                """);

        assertThat(SimulatorConfig.parse(config.toJson())).isEqualTo(config);
        assertThat(config.listen()).isEqualTo(new Listen("localhost", 8123));
        assertThat(config.latency()).isEqualTo(new Latency(Latency.Kind.LOGNORMAL, 800, 0.5, 9_000));
        assertThat(config.limits()).containsExactly(new RateLimit(Provider.OPENAI, "sk-*", "gpt-*",
                RateLimit.Per.KEY_AND_MODEL, 60, 1_000, 900, 100, 0.5));
        assertThat(config.faults()).extracting(FaultRule::action)
                .containsExactly(new FaultAction.Status(500, "t", "c", "m", "b", Map.of("x", "y"), 1.5, true, true),
                        new FaultAction.Reset(10L, false, false), new FaultAction.Stall(10L, false),
                        new FaultAction.Garbage(FaultAction.Garbage.Mode.TRUNCATED, false), new FaultAction.Slow(10),
                        new FaultAction.DropHeaders(List.of("a")), new FaultAction.Block());
        assertThat(config.ledger()).isEqualTo(new LedgerBounds(10, 20));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"nonsense: 1|nonsense", "latency: {kind: odd}|latency.kind",
            "latency: {millis: -1}|latency.millis", "latency: {sigma: 9}|latency.sigma",
            "latency: 5|latency", "seed: x|seed", "output: {minTokens: 0}|output.minTokens",
            "output: {minTokens: 1.5}|output.minTokens", "output: {minTokens: 99}|output.maxTokens",
            "output: {tokensPerSecond: .NaN}|output.tokensPerSecond",
            "listen: {port: 70000}|listen.port", "listen: {host: ''}|listen.host",
            "parallel: {status: 500}|parallel.status", "limits: [{}]|limits[0].requestsPerMinute",
            "limits: [{requestsPerMinute: 0}]|limits[0].requestsPerMinute",
            "limits: [{requestsPerMinute: 1, burstSeconds: 0}]|limits[0].burstSeconds",
            "limits: [{requestsPerMinute: 1, per: model}]|limits[0].per", "faults: [{}]|faults[0].action",
            "faults: [{action: {kind: odd}}]|faults[0].action", "faults: [{action: {status: 500}}]|faults[0].action",
            "faults: [{action: {kind: status, status: 200}}]|faults[0].action.status",
            "faults: [{action: {kind: status, status: 500, retryAfterSeconds: -1}}]|faults[0].action.retryAfterSeconds",
            "faults: [{action: {kind: status, status: 500, coed: x}}]|faults[0].action.coed",
            "faults: [{action: {kind: status}}]|faults[0].action.status",
            "faults: [{action: {kind: reset, afterBytes: -1}}]|faults[0].action.afterBytes",
            "faults: [{action: {kind: stall, afterBytes: -1}}]|faults[0].action.afterBytes",
            "faults: [{action: {kind: slow, millis: -1}}]|faults[0].action.millis",
            "faults: [{action: {kind: dropHeaders, names: []}}]|faults[0].action.names",
            "faults: [{match: {nth: 0}, action: {kind: block}}]|faults[0].match.nth",
            "faults: [{match: {probability: 2}, action: {kind: block}}]|faults[0].match.probability",
            "faults: [{match: {fromSeconds: 5, untilSeconds: 4}, action: {kind: block}}]|faults[0].match.untilSeconds",
            "faults: [{match: {firstOfEach: {calls: 1}}, action: {kind: block}}]|faults[0].match.firstOfEach.by",
            "faults: [{match: {firstOfEach: {by: job}}, action: {kind: block}}]|faults[0].match.firstOfEach.calls",
            "ledger: {jobs: -1}|ledger.jobs"})
    void what_is_wrong_is_named(String yaml, String field) {
        assertThatThrownBy(() -> SimulatorConfig.parse(yaml)).isInstanceOfSatisfying(InvalidConfig.class,
                e -> assertThat(e.problems()).extracting(InvalidConfig.Problem::field).containsExactly(field));
    }

    @Test
    void an_unknown_field_is_told_what_there_is() {
        assertThatThrownBy(() -> SimulatorConfig.parse("parallel: {maximum: 1}"))
                .hasMessageContaining("parallel.maximum: is not known; known are [max, status]");
    }

    @Test
    void all_that_is_wrong_is_named_at_once() {
        assertThatThrownBy(() -> SimulatorConfig.parse("parallel: {max: -1, status: 1}\nledger: {calls: -1}"))
                .hasMessageContaining("parallel.max: must be from 0 to 10000000, is -1")
                .hasMessageContaining("parallel.status")
                .hasMessageContaining("ledger.calls");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a: [|line", "[1]|object", "seed: 1\\nseed: 2|uplicate"})
    void a_text_that_cannot_be_read_is_refused(String yaml, String why) {
        assertThatThrownBy(() -> SimulatorConfig.parse(yaml.replace("\\n", "\n"))).isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"gpt-*,gpt-5,true", "gpt-*,o3,false", "*mini,gpt-mini,true", "a.c,abc,false", "a*c*e,abcde,true",
            "*,anything,true", "exact,exact,true"})
    void globs_match(String glob, String text, boolean matches) {
        assertThat(Glob.of(glob).test(text)).isEqualTo(matches);
    }
}
