package dev.longhaul.api.batch;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchProgress;
import dev.longhaul.store.batch.BatchRefusals;
import dev.longhaul.store.job.JobQueries.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the lines of a batch stand, page by page. The ids of their jobs are computed, so the record is asked by id and
 * for some pages at a time; a page whose lines have all ended is not asked for again. For one thread.
 */
final class LineStates {

    private static final int PAGE = BatchRefusals.PAGE;
    private static final int PAGES_AT_A_TIME = 4;

    private final BatchParts parts;
    private final Batch batch;
    private final int total;
    private final int[] completed;
    private final int[] failed;
    private final boolean[] ended;
    /** All pages before this one have ended. */
    private int mark;
    private int next;
    private int settledCompleted;
    private int settledFailed;

    LineStates(BatchParts parts, Batch batch, BatchProgress progress) {
        this.parts = parts;
        this.batch = batch;
        this.total = progress.total();
        int pages = (total + PAGE - 1) / PAGE;
        this.completed = new int[pages];
        this.failed = new int[pages];
        this.ended = new boolean[pages];
        this.mark = progress.mark() / PAGE;
        this.next = mark;
        this.settledCompleted = progress.settledCompleted();
        this.settledFailed = progress.settledFailed();
    }

    /**
     * Looks at some lines that have not ended.
     *
     * @param submitted
     *            how many lines may have been submitted or refused
     * @param noted
     *            how many of them are known to have been: of the others, those without a job have none
     * @param last
     *            whether no more will be
     * @param missingHaveEnded
     *            whether a job that the record does not have will not come any more
     */
    void look(int submitted, int noted, boolean last, boolean missingHaveEnded) {
        for (int count = 0, looks = 0; count < ended.length && looks < PAGES_AT_A_TIME; count++) {
            next = next < mark || next >= ended.length ? mark : next;
            if (next < ended.length && !ended[next]) {
                looks += look(next, submitted, noted, last, missingHaveEnded) ? 1 : 0;
            }
            next++;
        }
        while (mark < ended.length && ended[mark]) {
            settledCompleted += completed[mark];
            settledFailed += failed[mark];
            mark++;
        }
    }

    /** False when there was nothing to ask for. */
    private boolean look(int page, int submitted, int noted, boolean last, boolean missingHaveEnded) {
        int pageEnd = Math.min((page + 1) * PAGE, total);
        int end = Math.min(pageEnd, submitted);
        int begin = page * PAGE;
        if (begin >= end) {
            ended[page] = last;
            return false;
        }
        // those of lines that are on their way are none of these
        Set<Integer> refused = parts.refusals().of(batch.id(), page).keySet().stream().filter(line -> line < end)
                .collect(Collectors.toSet());
        List<JobId> ids = new ArrayList<>(end - begin);
        Set<JobId> unsure = new HashSet<>();
        for (int line = begin; line < end; line++) {
            if (!refused.contains(line)) {
                JobId id = parts.ids().line(batch.id(), batch.order().tenant(), line);
                ids.add(id);
                if (line >= noted) {
                    unsure.add(id);
                }
            }
        }
        int answered = 0;
        int without = refused.size();
        int found = 0;
        for (Standing standing : parts.jobs().standings(ids)) {
            found++;
            unsure.remove(standing.id());
            answered += standing.state() == JobState.SUCCEEDED ? 1 : 0;
            without += standing.state().isTerminal() && standing.state() != JobState.SUCCEEDED ? 1 : 0;
        }
        without += missingHaveEnded ? ids.size() - found - unsure.size() : 0;
        completed[page] = answered;
        failed[page] = without;
        ended[page] = answered + without + unsure.size() == end - begin && (last || end == pageEnd);
        return true;
    }

    /** Whether all lines have ended that were submitted, and no more will be. */
    boolean allEnded() {
        return mark == ended.length;
    }

    /** A batch's progress with what was seen so far. */
    BatchProgress seen(BatchProgress progress) {
        int allCompleted = settledCompleted;
        int allFailed = settledFailed;
        for (int page = mark; page < ended.length; page++) {
            allCompleted += completed[page];
            allFailed += failed[page];
        }
        return progress.seen(Math.min(mark * PAGE, total), allCompleted, allFailed, settledCompleted, settledFailed);
    }
}
