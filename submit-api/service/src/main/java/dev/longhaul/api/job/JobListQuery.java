package dev.longhaul.api.job;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.catalog.ModelNames.Resolved;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.job.JobQueries.JobFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list is to show, from the query of a request.
 *
 * @param limit
 *            of one page
 * @param withResponses
 *            whether the answers of the jobs are to be in it
 */
record JobListQuery(JobFilter filter, int limit, boolean withResponses) {

    private static final int DEFAULT_LIMIT = 20;
    private static final int LARGEST_LIMIT = 100;

    static JobListQuery of(HttpServletRequest request, Caller caller, JobReader jobs, ModelDirectory models) {
        String model = request.getParameter("model");
        JobFilter filter = new JobFilter(caller.tenant(), parameter(request, "status", JobListQuery::status),
                parameter(request, "lane", JobListQuery::lane),
                model == null ? null : models.resolve(model).map(Resolved::name).orElse(model),
                request.getParameter("custom_id"), parameter(request, "batch", text -> text),
                parameter(request, "created_after", text -> time(text, "created_after")),
                parameter(request, "created_before", text -> time(text, "created_before")),
                parameter(request, "after", text -> cursor(jobs, caller, text)), newestFirst(request));
        return new JobListQuery(filter, limit(request.getParameter("limit")), withResponses(request));
    }

    private static <T> @Nullable T parameter(HttpServletRequest request, String name, Function<String, T> read) {
        String text = request.getParameter(name);
        return text == null || text.isEmpty() ? null : read.apply(text);
    }

    private static JobState status(String text) {
        try {
            return JobState.fromWire(text);
        } catch (IllegalArgumentException e) {
            throw invalid("status", "one of " + Arrays.stream(JobState.values()).map(JobState::wire)
                    .collect(Collectors.joining(", ")));
        }
    }

    private static Lane lane(String text) {
        try {
            return Lane.fromWire(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.of(ErrorCode.INVALID_LANE, "'lane' must be one of interactive, standard, batch.",
                    "lane");
        }
    }

    private static JobId cursor(JobReader jobs, Caller caller, String text) {
        try {
            return jobs.own(caller, text, "after");
        } catch (ApiException e) {
            throw ApiException.of(ErrorCode.INVALID_CURSOR, "'after' must be the last_id of the page before.", "after");
        }
    }

    private static Instant time(String text, String name) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return timestamp(text, name);
        } catch (DateTimeException e) {
            throw invalid(name, "a time of this era");
        }
    }

    private static Instant timestamp(String text, String name) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw invalid(name, "unix seconds or an RFC 3339 time");
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // the same answer as for a number out of range
        }
        throw invalid("limit", "a number from 1 to " + LARGEST_LIMIT);
    }

    private static boolean newestFirst(HttpServletRequest request) {
        String order = request.getParameter("order");
        if (order == null || order.equals("desc")) {
            return true;
        }
        if (order.equals("asc")) {
            return false;
        }
        throw invalid("order", "asc or desc");
    }

    private static boolean withResponses(HttpServletRequest request) {
        String include = request.getParameter("include");
        if (include == null) {
            return false;
        }
        if (include.equals("response")) {
            return true;
        }
        throw invalid("include", "response, or left out");
    }

    private static ApiException invalid(String name, String wanted) {
        return ApiException.of(ErrorCode.INVALID_PARAMETER, "'" + name + "' must be " + wanted + ".", name);
    }
}
