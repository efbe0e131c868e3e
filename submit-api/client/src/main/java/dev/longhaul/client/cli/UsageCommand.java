package dev.longhaul.client.cli;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.UsageQuery;
import dev.longhaul.client.cli.batch.progress.Figures;
import dev.longhaul.client.cli.session.Session;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "usage", description = "Tells tokens and cost, with duplicate spend and possibly billed attempts.")
final class UsageCommand implements Runnable {

    private final Session session;

    @Option(names = "--from", paramLabel = "DAY", description = "the first day, such as 2026-11-01 (29 days before --to)")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "the last day (today)")
    private @Nullable LocalDate to;

    @Option(names = "--group-by", paramLabel = "WHAT", split = ",", defaultValue = "day,model", description = "some of day, model, provider, key and batch (${DEFAULT-VALUE})")
    private List<String> groupBy = new ArrayList<>();

    @Option(names = "--csv", description = "prints CSV")
    private boolean csv;

    UsageCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client()) {
            UsageQuery query = new UsageQuery(from, to, groupBy);
            if (csv) {
                session.out().print(longhaul.usageCsv(query));
                session.out().flush();
                return;
            }
            ObjectNode usage = longhaul.usage(query);
            if (session.json()) {
                session.print(usage);
            } else {
                table(usage).forEach(session.out()::println);
            }
        }
    }

    private List<String> table(ObjectNode usage) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(groupBy);
        head.addAll(List.of("requests", "tokens", "cost", "duplicate", "cost", "possibly billed", "cost"));
        rows.add(head);
        usage.path("data").forEach(line -> rows.add(row(line, groupBy.stream()
                .map(name -> line.path(name).asString("-")).toList())));
        rows.add(row(usage.path("total"), groupBy.stream().map(name -> name.equals(groupBy.getFirst()) ? "total" : "")
                .toList()));
        int names = groupBy.size();
        int[] widths = IntStream.range(0, head.size())
                .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)).toArray();
        return rows.stream().map(row -> String.join("  ", IntStream.range(0, row.size())
                .mapToObj(column -> pad(row.get(column), widths[column], column < names)).toList()).stripTrailing())
                .toList();
    }

    private static List<String> row(JsonNode line, List<String> names) {
        List<String> row = new ArrayList<>(names);
        row.addAll(List.of(count(line, "requests"), count(line, "total_tokens"), dollars(line, "cost_usd"),
                count(line, "duplicate_requests"), dollars(line, "duplicate_cost_usd"),
                count(line, "possibly_billed_attempts"), dollars(line, "possibly_billed_cost_usd")));
        return row;
    }

    private static String count(JsonNode line, String field) {
        return Figures.count(line.path(field).asLong(0));
    }

    private static String dollars(JsonNode line, String field) {
        return "$" + line.path(field).decimalValue(BigDecimal.ZERO).toPlainString();
    }

    private static String pad(String text, int width, boolean left) {
        String blanks = " ".repeat(width - text.length());
        return left ? text + blanks : blanks + text;
    }
}
