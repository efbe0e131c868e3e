package dev.longhaul.store.job;

import com.mongodb.client.model.Filters;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.deadletter.LetterFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.conversions.Bson;

/** Finds dead letters. */
final class LetterFilters {

    /** Every dead letter, told so that the index alone can answer. */
    static final Bson DEAD = Filters.gt(Fields.DEAD_CAUSE, "");

    private LetterFilters() {}

    static List<Bson> of(LetterFilter filter) {
        List<Bson> all = new ArrayList<>();
        all.add(filter.cause() == null ? DEAD : Filters.eq(Fields.DEAD_CAUSE, filter.cause()));
        if (!filter.ids().isEmpty()) {
            all.add(Filters.in(Fields.ID, filter.ids().stream().map(JobId::toString).toList()));
        }
        if (filter.tenant() != null) {
            all.add(Filters.eq(Fields.TENANT, filter.tenant()));
        }
        if (filter.model() != null) {
            all.add(Filters.eq(Fields.MODEL, filter.model()));
        }
        if (filter.provider() != null) {
            all.add(Filters.eq(Fields.DEAD_PROVIDER, filter.provider()));
        }
        if (filter.batch() != null) {
            all.add(Filters.eq(Fields.BATCH, filter.batch()));
        }
        if (filter.from() != null) {
            all.add(Filters.gte(Fields.ENDED_AT, JobDocuments.date(filter.from())));
        }
        if (filter.before() != null) {
            all.add(Filters.lt(Fields.ENDED_AT, JobDocuments.date(filter.before())));
        }
        if (filter.attemptsFrom() != null) {
            all.add(Filters.exists(attempt(filter.attemptsFrom())));
        }
        if (filter.attemptsTo() != null) {
            all.add(Filters.exists(attempt(filter.attemptsTo() + 1), false));
        }
        if (filter.text() != null) {
            all.add(Filters.regex(Fields.FAILURE + ".message",
                    Pattern.compile(Pattern.quote(filter.text()), Pattern.CASE_INSENSITIVE)));
        }
        return all;
    }

    /** The place of the n-th attempt: it is there when there are so many. */
    private static String attempt(int number) {
        return Fields.ATTEMPTS + "." + (number - 1);
    }
}
