package dev.longhaul.embedded.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search that an aggregation pipeline begins with.
 *
 * @param request
 *            what to search for; everything, if the pipeline begins with none
 * @param stages
 *            how many of the pipeline's stages it stands for
 */
record LeadingSearch(SearchRequest request, int stages) {

    static LeadingSearch of(List<Document> pipeline) {
        int stages = 0;
        Document filter = document(pipeline, stages, "$match");
        stages += filter == null ? 0 : 1;
        Document orderBy = document(pipeline, stages, "$sort");
        stages += orderBy == null ? 0 : 1;
        int skip = number(pipeline, stages, "$skip");
        stages += skip > 0 ? 1 : 0;
        int limit = number(pipeline, stages, "$limit");
        stages += limit > 0 ? 1 : 0;
        return new LeadingSearch(
                new SearchRequest(filter == null ? new Document() : filter, orderBy, skip, limit, 0, null), stages);
    }

    boolean isOnlyFilter() {
        return request.orderBy() == null && request.skip() == 0 && request.limit() == 0;
    }

    private static @Nullable Document document(List<Document> pipeline, int stage, String operator) {
        return stage < pipeline.size() && pipeline.get(stage).get(operator) instanceof Document value
                && !value.isEmpty() ? value : null;
    }

    private static int number(List<Document> pipeline, int stage, String operator) {
        return stage < pipeline.size() && pipeline.get(stage).get(operator) instanceof Number value
                ? (int) Math.min(value.longValue(), Integer.MAX_VALUE)
                : 0;
    }
}
