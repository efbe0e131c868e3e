package dev.longhaul.api.usage;

import dev.longhaul.api.usage.UsageReport.Line;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of usage as CSV by RFC 4180, with one header for every question. Text that a spreadsheet would take for a
 * formula gets an apostrophe before it: a batch's name is chosen by whoever submits. Pure functions.
 */
final class UsageCsv {

    private static final String HEADER = "day,model,provider,key,batch,requests,prompt_tokens,completion_tokens,"
            + "total_tokens,cached_tokens,reasoning_tokens,cost_usd,duplicate_requests,duplicate_tokens,"
            + "duplicate_cost_usd,possibly_billed_attempts,possibly_billed_tokens,possibly_billed_cost_usd";
    private static final String END = "\r\n";
    /** What OWASP's page on CSV injection names. */
    private static final String FORMULA = "=+-@\t\r\n";
    private static final String QUOTED = ",\"\r\n";

    private UsageCsv() {}

    static String of(List<Line> lines) {
        return lines.stream().map(UsageCsv::line).collect(Collectors.joining(END, HEADER + END, lines.isEmpty()
                ? ""
                : END));
    }

    private static String line(Line line) {
        return Stream.of(text(line.day()), text(line.model()), text(line.provider()), text(line.key()),
                text(line.batch()), number(line.requests()), number(line.promptTokens()),
                number(line.completionTokens()), number(line.totalTokens()), number(line.cachedTokens()),
                number(line.reasoningTokens()), number(line.costDollars()), number(line.duplicateRequests()),
                number(line.duplicateTokens()), number(line.duplicateDollars()),
                number(line.possiblyBilledAttempts()), number(line.possiblyBilledTokens()),
                number(line.possiblyBilledDollars())).collect(Collectors.joining(","));
    }

    /** A field of text. */
    static String text(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String harmless = FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = harmless.chars().anyMatch(character -> QUOTED.indexOf(character) >= 0);
        return quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }

    private static String number(long number) {
        return Long.toString(number);
    }

    private static String number(BigDecimal number) {
        return number.toPlainString();
    }
}
