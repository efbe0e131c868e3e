package dev.longhaul.api.usage;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which usage to tell.
 *
 * @param from
 *            the first day
 * @param to
 *            the last day
 * @param groupBy
 *            what each line is about
 * @param csv
 *            whether as CSV and not as JSON
 */
record UsageQuery(LocalDate from, LocalDate to, Set<Dimension> groupBy, boolean csv) {

    private static final int DEFAULT_DAYS = 30;
    private static final int MOST_DAYS = 366;

    /** What usage is told by. */
    enum Dimension {
        DAY, MODEL, PROVIDER, KEY, BATCH
    }

    /**
     * @param today
     *            in the tenant's time zone
     * @throws ApiException
     *             that says what is wrong
     */
    static UsageQuery of(HttpServletRequest request, LocalDate today) {
        LocalDate to = day(request, "to", today);
        LocalDate from = day(request, "from", to.minusDays(DEFAULT_DAYS - 1L));
        if (from.isAfter(to) || from.isBefore(to.minusDays(MOST_DAYS - 1L))) {
            throw invalid("from", "a day before 'to', and at most " + MOST_DAYS + " days of it");
        }
        return new UsageQuery(from, to, groupBy(request), csv(request));
    }

    private static LocalDate day(HttpServletRequest request, String name, LocalDate otherwise) {
        String text = request.getParameter(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() >= 2000 && day.getYear() < 10_000) {
                return day;
            }
        } catch (DateTimeException e) {
            // the same answer as for a day of another era
        }
        throw invalid(name, "a day such as 2026-11-25");
    }

    private static Set<Dimension> groupBy(HttpServletRequest request) {
        String text = request.getParameter("group_by");
        Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
        if (text == null) {
            dimensions.addAll(Set.of(Dimension.DAY, Dimension.MODEL));
        } else if (!text.isEmpty()) {
            for (String name : text.split(",", -1)) {
                try {
                    dimensions.add(Dimension.valueOf(name.strip().toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    throw invalid("group_by", "some of day, model, provider, key, batch, separated by commas");
                }
            }
        }
        return dimensions;
    }

    /** What is asked for by name counts before what a client's library may accept without being told. */
    private static boolean csv(HttpServletRequest request) {
        String format = request.getParameter("format");
        if (format == null || format.isEmpty()) {
            String accept = request.getHeader("Accept");
            return accept != null && accept.strip().toLowerCase(Locale.ROOT).startsWith("text/csv");
        }
        if (!format.equals("csv") && !format.equals("json")) {
            throw invalid("format", "csv or json");
        }
        return format.equals("csv");
    }

    private static ApiException invalid(String name, String wanted) {
        return ApiException.of(ErrorCode.INVALID_PARAMETER, "'" + name + "' must be " + wanted + ".", name);
    }
}
