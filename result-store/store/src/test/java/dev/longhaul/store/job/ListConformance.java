package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.job.JobQueries.JobFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

interface ListConformance extends UsesStore {

    private List<JobId> list(JobFilter filter) {
        return store().list(filter, 100, false).stream().map(JobRecord::id).toList();
    }

    private static JobFilter of(String tenant) {
        return new JobFilter(tenant, null, null, null, null, null, null, null, null, false);
    }

    private static JobFilter with(@Nullable JobState state, @Nullable Lane lane, @Nullable String model,
            @Nullable String customId) {
        return new JobFilter("acme", state, lane, model, customId, null, null, null, null, false);
    }

    @Test
    default void a_tenant_sees_its_own_jobs_only() {
        JobId mine = store().queued();
        JobId theirs = store().queued(store().job().of("umbrella"));

        assertThat(list(of("acme"))).containsExactly(mine);
        assertThat(list(of("umbrella"))).containsExactly(theirs);
        assertThat(list(of("nobody"))).isEmpty();
    }

    @Test
    default void jobs_are_found_by_state_lane_model_and_name() {
        JobId plain = store().queued();
        JobId standard = store().queued(store().job().in(Lane.STANDARD));
        JobId large = store().queued(store().job().model("o3"));
        JobId named = store().queued(store().job().customId("line-1"));
        store().queued(store().job().of("umbrella").customId("line-1").model("o3").in(Lane.STANDARD));
        JobId running = store().running();
        JobId failed = store().in(JobState.FAILED);

        assertThat(list(with(JobState.QUEUED, null, null, null))).containsExactly(plain, standard, large, named);
        assertThat(list(with(JobState.RUNNING, null, null, null))).containsExactly(running);
        assertThat(list(with(JobState.FAILED, null, null, null))).containsExactly(failed);
        assertThat(list(with(JobState.EXPIRED, null, null, null))).isEmpty();
        assertThat(list(with(null, Lane.STANDARD, null, null))).containsExactly(standard);
        assertThat(list(with(null, null, "o3", null))).containsExactly(large);
        assertThat(list(with(null, null, null, "line-1"))).containsExactly(named);
        assertThat(list(with(JobState.QUEUED, Lane.BATCH, "gpt-4o-mini", "line-1"))).containsExactly(named);
        assertThat(list(with(JobState.FAILED, Lane.BATCH, "gpt-4o-mini", "line-1"))).isEmpty();
    }

    @Test
    default void jobs_are_found_by_the_time_of_their_submission() {
        JobId first = store().queued();
        JobId second = store().queued();
        JobId third = store().queued();
        Instant middle = store().read(second).submitted().submittedAt();

        assertThat(list(new JobFilter("acme", null, null, null, null, null, middle, null, null, false)))
                .containsExactly(second, third);
        assertThat(list(new JobFilter("acme", null, null, null, null, null, null, middle, null, false)))
                .containsExactly(first);
        assertThat(list(new JobFilter("acme", null, null, null, null, null, middle, middle.plusMillis(1), null, false)))
                .containsExactly(second);
    }

    @Test
    default void pages_follow_each_other_in_both_orders_without_gap_or_repeat() {
        List<JobId> submitted = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            submitted.add(store().queued());
            store().queued(store().job().of("umbrella"));
        }

        assertThat(pages(false, filter -> filter)).containsExactlyElementsOf(submitted);
        assertThat(pages(true, filter -> filter)).containsExactlyElementsOf(submitted.reversed());
        assertThat(
                pages(true, filter -> new JobFilter("acme", JobState.QUEUED, Lane.BATCH, null, null, null, null, null,
                        filter.after(), filter.newestFirst())))
                .containsExactlyElementsOf(submitted.reversed());
    }

    private List<JobId> pages(boolean newestFirst, UnaryOperator<JobFilter> narrower) {
        List<JobId> all = new ArrayList<>();
        List<JobRecord> page;
        JobId after = null;
        do {
            JobFilter filter = new JobFilter("acme", null, null, null, null, null, null, null, after, newestFirst);
            page = store().list(narrower.apply(filter), 10, false);
            assertThat(page).hasSizeLessThanOrEqualTo(10);
            page.forEach(job -> all.add(job.id()));
            after = page.isEmpty() ? null : page.getLast().id();
        } while (after != null);
        return all;
    }

    @Test
    default void a_page_goes_on_after_a_job_that_is_there_no_more() {
        JobId first = store().queued();
        JobId gone = store().job().build().id();
        JobId last = store().queued();

        assertThat(list(new JobFilter("acme", null, null, null, null, null, null, null, gone, false)))
                .containsExactly(last);
        assertThat(list(new JobFilter("acme", null, null, null, null, null, null, null, gone, true)))
                .containsExactly(first);
    }

    @Test
    default void answers_are_listed_only_when_they_are_asked_for() {
        JobId id = store().in(JobState.SUCCEEDED);

        JobRecord without = store().list(of("acme"), 10, false).getFirst();
        JobRecord with = store().list(of("acme"), 10, true).getFirst();

        assertThat(List.of(with)).isEqualTo(store().jobs.queries().findAnswers(List.of(id)));
        assertThat(with.submitted().request()).as("not read").isEqualTo("{}");
        assertThat(without.submitted().request()).as("not read").isEqualTo("{}");
        assertThat(Objects.requireNonNull(with.ending()).response()).isEqualTo(StoreFixture.ANSWER);
        assertThat(Objects.requireNonNull(without.ending()).response()).isNull();
        assertThat(Objects.requireNonNull(without.ending()).usage()).isEqualTo(StoreFixture.USAGE);
    }

    @Test
    default void a_page_ends_with_its_jobs_or_with_their_answers_and_says_whether_another_follows() {
        for (int i = 0; i < 3; i++) {
            store().in(JobState.SUCCEEDED);
        }
        JobQueries queries = store().jobs.queries();
        int answer = StoreFixture.ANSWER.length();

        assertThat(queries.list(of("acme"), 2, true, Long.MAX_VALUE)).matches(page -> page.jobs().size() == 2)
                .matches(JobQueries.JobPage::hasMore);
        assertThat(queries.list(of("acme"), 3, true, Long.MAX_VALUE)).matches(page -> page.jobs().size() == 3)
                .matches(page -> !page.hasMore());
        assertThat(queries.list(of("acme"), 3, true, answer + 1)).matches(page -> page.jobs().size() == 2)
                .matches(JobQueries.JobPage::hasMore);
        assertThat(queries.list(of("acme"), 3, true, 3L * answer)).matches(page -> page.jobs().size() == 3)
                .matches(page -> !page.hasMore());
        assertThat(queries.list(of("acme"), 3, false, 1)).as("has no answers").matches(page -> page.jobs().size() == 3);
    }

    @Test
    default void jobs_are_found_by_their_batch() {
        JobId first = store().queued(store().job().batch("night"));
        JobId second = store().dispatched(store().job().batch("night"));
        store().queued(store().job().batch("day"));
        store().queued(store().job().of("umbrella").batch("night"));

        assertThat(list(new JobFilter("acme", null, null, null, null, "night", null, null, null, true)))
                .containsExactly(second, first);
        assertThat(list(new JobFilter("acme", JobState.QUEUED, null, null, null, "night", null, null, null, true)))
                .containsExactly(first);
    }
}
