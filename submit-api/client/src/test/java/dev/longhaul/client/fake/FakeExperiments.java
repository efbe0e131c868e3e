package dev.longhaul.client.fake;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One experiment of the fake platform. */
final class FakeExperiments {

    private FakeExperiments() {}

    static FakeReply report() {
        return FakeReply.json(200, (ObjectNode) JsonMapper.shared().readTree("""
                {"object": "experiment.report", "experiment": "exp_1", "variants": [
                 {"name": "now", "model": "small", "jobs": 1200, "open": 3,
                  "success_rate": {"value": 0.982, "low": 0.972, "high": 0.9885, "n": 1190},
                  "refusal_rate": {"value": 0, "low": 0, "high": 0.003, "n": 1170},
                  "latency_ms": {"p50": {"value": 812, "low": 790, "high": 1850, "n": 1170},
                                 "p95": {"value": 2100, "low": 2000, "high": null, "n": 1170}},
                  "cost_usd": {"value": 0.0001234, "low": 0.00012, "high": 0.000126, "n": 1170}}],
                 "differences": [{"variant": "new", "baseline": "now", "pairs": 900,
                  "latency_ms": {"value": -120, "low": -150, "high": -90, "n": 880}}]}"""));
    }
}
