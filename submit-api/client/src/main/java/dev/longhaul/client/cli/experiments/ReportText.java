package dev.longhaul.client.cli.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A report for people: a line for each number of each variant. */
final class ReportText {

    private static final String RATE = "%.1f %%";
    private static final String MILLIS = "%,.0f ms";
    private static final String NUMBER = "%,.1f";
    private static final String DOLLARS = "$%.6f";

    private ReportText() {}

    static List<String> lines(JsonNode report) {
        List<String> lines = new ArrayList<>();
        for (JsonNode variant : report.path("variants")) {
            lines.add(String.format(Locale.ROOT, "%s (%s): %,d jobs, %,d open", variant.path("name").asString(""),
                    variant.path("model").asString(""), variant.path("jobs").asLong(0),
                    variant.path("open").asLong(0)));
            add(lines, variant, "p50", "p95");
        }
        for (JsonNode difference : report.path("differences")) {
            lines.add(String.format(Locale.ROOT, "%s less %s, on %,d prompts", difference.path("variant").asString(""),
                    difference.path("baseline").asString(""), difference.path("pairs").asLong(0)));
            add(lines, difference);
        }
        return lines;
    }

    private static void add(List<String> lines, JsonNode numbers, String... quantiles) {
        lines.add(line("succeeded", numbers.path("success_rate"), RATE, 100));
        lines.add(line("refused", numbers.path("refusal_rate"), RATE, 100));
        if (quantiles.length == 0) {
            lines.add(line("time", numbers.path("latency_ms"), MILLIS, 1));
            lines.add(line("provider's time", numbers.path("provider_latency_ms"), MILLIS, 1));
        }
        for (String quantile : quantiles) {
            lines.add(line("time " + quantile, numbers.path("latency_ms").path(quantile), MILLIS, 1));
        }
        for (String quantile : quantiles) {
            lines.add(line("provider's time " + quantile, numbers.path("provider_latency_ms").path(quantile), MILLIS,
                    1));
        }
        lines.add(line("tokens in", numbers.path("prompt_tokens"), NUMBER, 1));
        lines.add(line("tokens out", numbers.path("completion_tokens"), NUMBER, 1));
        lines.add(line("characters", numbers.path("answer_characters"), NUMBER, 1));
        lines.add(line("cost", numbers.path("cost_usd"), DOLLARS, 1));
    }

    private static String line(String name, JsonNode estimate, String format, double factor) {
        return String.format(Locale.ROOT, "  %-20s %14s   %s to %s   (n = %,d)", name,
                number(estimate.path("value"), format, factor), number(estimate.path("low"), format, factor),
                number(estimate.path("high"), format, factor), estimate.path("n").asLong(0));
    }

    private static String number(JsonNode number, String format, double factor) {
        return number.isNumber() ? String.format(Locale.ROOT, format, number.asDouble(0) * factor) : "?";
    }
}
