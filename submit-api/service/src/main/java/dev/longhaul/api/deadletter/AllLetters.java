package dev.longhaul.api.deadletter;

import dev.longhaul.api.deadletter.LetterView.GroupView;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.deadletter.UnreadableMessage;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.job.JobLetters;
import dev.longhaul.store.webhook.DeadDeliveries;
import dev.longhaul.store.webhook.Delivery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The three kinds of dead letters as one list: messages, jobs, webhooks' deliveries. Thread-safe. */
final class AllLetters {

    private final JobLetters jobs;
    private final UnreadableStore messages;
    private final DeadDeliveries deliveries;

    AllLetters(JobLetters jobs, UnreadableStore messages, DeadDeliveries deliveries) {
        this.jobs = jobs;
        this.messages = messages;
        this.deliveries = deliveries;
    }

    /** The largest groups of each kind, the largest first. */
    List<GroupView> groups(LetterFilter filter, int mostOfAKind) {
        return Stream
                .of(jobs.groups(filter, mostOfAKind).stream().map(GroupView::of),
                        messages.groups(filter, mostOfAKind).stream().map(GroupView::of),
                        deliveries.groups(filter, mostOfAKind).stream().map(GroupView::of))
                .flatMap(kind -> kind).sorted(Comparator.comparingLong(GroupView::count).reversed()).toList();
    }

    /**
     * Some of them by their ids, from the greatest to the least.
     *
     * @param after
     *            the id of the last of the page before; null or empty for the first page
     */
    List<LetterView> list(LetterFilter filter, @Nullable String after, int limit) {
        String last = after == null || after.isEmpty() ? null : after;
        boolean inMessages = last != null && last.startsWith(UnreadableMessage.PREFIX);
        boolean inDeliveries = last != null && last.startsWith(Delivery.PREFIX);
        List<LetterView> found = new ArrayList<>();
        if (last == null || inMessages) {
            messages.list(filter, last, limit).forEach(message -> found.add(LetterView.of(message)));
        }
        if (found.size() < limit && !inDeliveries) {
            jobs.list(filter, last == null || inMessages ? null : cursor(last), limit - found.size())
                    .forEach(letter -> found.add(LetterView.of(letter)));
        }
        if (found.size() < limit) {
            deliveries.list(filter, inDeliveries ? last : null, limit - found.size())
                    .forEach(delivery -> found.add(LetterView.of(delivery)));
        }
        return found;
    }

    private static JobId cursor(String after) {
        return JobId.tryParse(after).orElseThrow(() -> ApiException.of(ErrorCode.INVALID_CURSOR,
                "'after' must be the id of the last dead letter of the page before.", "after"));
    }

    /** Takes all of them off the list for good; returns how many. */
    long discard(LetterFilter filter, String admin, String reason) {
        return jobs.discard(filter, admin, reason) + messages.discard(filter) + deliveries.discard(filter);
    }
}
