package dev.longhaul.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which usage to tell.
 *
 * @param from
 *            the first day; null for 29 days before the last
 * @param to
 *            the last day; null for today
 * @param groupBy
 *            what lines are told apart by, some of day, model, provider, key and batch; empty for one line
 */
public record UsageQuery(@Nullable LocalDate from, @Nullable LocalDate to, List<String> groupBy) {

    public UsageQuery {
        groupBy = List.copyOf(groupBy);
    }

    String path(String format) {
        StringBuilder path = new StringBuilder("/v1/usage?format=").append(format).append("&group_by=")
                .append(URLEncoder.encode(String.join(",", groupBy), StandardCharsets.UTF_8));
        if (from != null) {
            path.append("&from=").append(from);
        }
        if (to != null) {
            path.append("&to=").append(to);
        }
        return path.toString();
    }
}
