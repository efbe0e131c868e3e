package dev.longhaul.worker.dialect;

import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.Fault.Scope;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What the error answers of a dialect ask for, as data: the first row that fits decides. Behind the dialect's own rows
 * stand those that HTTP itself gives. Immutable.
 */
public final class ErrorTable {

    /** What an error asks for. */
    public enum Kind {
        THROTTLED, TRANSIENT, AMBIGUOUS, KEY_UNUSABLE, REFUSED, CONTENT_FILTERED, TOO_LONG
    }

    /**
     * @param statuses
     *            empty for any
     * @param words
     *            one of them is said; empty for any
     * @param scope
     *            what else it says something about
     */
    public record Row(Set<Integer> statuses, Set<String> words, Kind kind, Scope scope) {

        public Row {
            statuses = Set.copyOf(statuses);
            words = Set.copyOf(words);
        }

        /** Whatever is said with one of these statuses. */
        public static Row of(Kind kind, Scope scope, Integer... statuses) {
            return new Row(Set.of(statuses), Set.of(), kind, scope);
        }

        /** One of these words, whatever the status. */
        public static Row saying(Kind kind, Scope scope, String... words) {
            return new Row(Set.of(), Set.of(words), kind, scope);
        }

        private boolean fits(int status, ErrorAnswer answer) {
            return (statuses.isEmpty() || statuses.contains(status))
                    && (words.isEmpty() || !Collections.disjoint(words, answer.words()));
        }
    }

    private static final List<Row> OF_HTTP = List.of(Row.of(Kind.THROTTLED, Scope.KEY_AND_MODEL, 429),
            Row.of(Kind.KEY_UNUSABLE, Scope.KEY, 401, 402),
            // mostly a model that this key may not use
            Row.of(Kind.KEY_UNUSABLE, Scope.KEY_AND_MODEL, 403),
            Row.of(Kind.TRANSIENT, Scope.REQUEST, 408, 409),
            // the request had reached the provider; 520 and 524 are said by a CDN that lost the provider's answer
            Row.of(Kind.AMBIGUOUS, Scope.REQUEST, 500, 502, 504, 520, 524),
            Row.of(Kind.TRANSIENT, Scope.PROVIDER, 503));

    private final List<Row> rows;

    /**
     * @param own
     *            the dialect's, where it says more than HTTP
     */
    public ErrorTable(List<Row> own) {
        this.rows = List.copyOf(own);
    }

    /**
     * @param status
     *            of the answer; not 2xx
     * @param wait
     *            that the provider asks for; zero for none
     */
    public AttemptResult.Faulted classify(int status, ErrorAnswer answer, Duration wait) {
        for (List<Row> part : List.of(rows, OF_HTTP)) {
            for (Row row : part) {
                if (row.fits(status, answer)) {
                    return result(row.kind(), fault(status, answer, row.scope()), wait);
                }
            }
        }
        return result(status >= 500 ? Kind.TRANSIENT : Kind.REFUSED, fault(status, answer, Scope.REQUEST), wait);
    }

    private static AttemptResult.Faulted result(Kind kind, Fault fault, Duration wait) {
        return switch (kind) {
            case THROTTLED -> new AttemptResult.Throttled(fault, wait);
            case TRANSIENT -> new AttemptResult.Transient(fault, wait);
            case AMBIGUOUS -> new AttemptResult.Ambiguous(fault, wait);
            case KEY_UNUSABLE -> new AttemptResult.KeyUnusable(fault);
            case REFUSED -> new AttemptResult.Refused(fault);
            case CONTENT_FILTERED -> new AttemptResult.ContentFiltered(fault);
            case TOO_LONG -> new AttemptResult.TooLong(fault);
        };
    }

    private static Fault fault(int status, ErrorAnswer answer, Scope scope) {
        String code = answer.words().isEmpty() ? "http_" + status : answer.words().getFirst();
        String message = answer.message() != null
                ? answer.message()
                : "the provider answered with HTTP status " + status + (status < 400
                        ? ", a redirect, which is not followed: correct its base-url in the catalogue"
                        : "");
        return new Fault(status, code, message, answer.param(), scope);
    }
}
