package dev.longhaul.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Walks a list page by page; a page is fetched when the one before is used up. */
final class JobPages implements Iterator<Job> {

    private final Function<JobQuery, ObjectNode> fetch;
    private final Deque<Job> page = new ArrayDeque<>();
    private @Nullable JobQuery next;

    JobPages(JobQuery query, Function<JobQuery, ObjectNode> fetch) {
        this.fetch = fetch;
        this.next = query;
    }

    @Override
    public boolean hasNext() {
        JobQuery query = next;
        while (page.isEmpty() && query != null) {
            ObjectNode answer = fetch.apply(query);
            for (JsonNode job : answer.path("data")) {
                page.add(Job.of(job));
            }
            boolean more = answer.path("has_more").asBoolean(false) && !page.isEmpty();
            query = more ? query.after(page.getLast().id().toString()) : null;
            next = query;
        }
        return !page.isEmpty();
    }

    @Override
    public Job next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.remove();
    }
}
