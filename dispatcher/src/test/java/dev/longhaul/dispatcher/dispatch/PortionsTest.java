package dev.longhaul.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.dispatcher.fairness.InFlightJob;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.Unlimited;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import dev.longhaul.dispatcher.platform.Jobs;
import dev.longhaul.dispatcher.platform.SettableClock;
import dev.longhaul.dispatcher.sharing.SharedAnswers;
import dev.longhaul.store.job.JobDispatch.Dispatched;
import dev.longhaul.store.job.Shard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortionsTest {

    private static final Shard SHARD = new Shard(Lane.BATCH, 3);

    private final SettableClock clock = new SettableClock();
    private final Scheduler scheduler = new Scheduler(clock, 0.1, (pool, lane, onTheWay) -> 10, job -> "default",
            new Unlimited(), new SharedAnswers(clock, 10));
    /** By their ids, because the jobs of a test are more than fits into the message of its failure. */
    private final List<List<JobId>> sent = new ArrayList<>();

    private List<InFlightJob> pick(List<SubmittedJob> jobs) {
        scheduler.own(SHARD);
        scheduler.add(jobs.stream().map(job -> WaitingJob.of(job, SHARD)).toList());
        return scheduler.pick(10);
    }

    /** Picks them all, and puts them into the order of the picks. */
    private Portions pickAndSort(List<SubmittedJob> jobs) {
        List<InFlightJob> picked = pick(jobs);
        List<JobId> order = picked.stream().map(job -> job.job().id()).toList();
        jobs.sort(Comparator.comparingInt(job -> order.indexOf(job.id())));
        return new Portions(picked, portion -> sent.add(portion.stream().map(each -> each.submitted().id()).toList()));
    }

    private static List<JobId> ids(List<SubmittedJob> jobs) {
        return jobs.stream().map(SubmittedJob::id).toList();
    }

    private static List<SubmittedJob> jobs(int count, int promptChars) {
        return new ArrayList<>(Jobs.of("acme").lane(Lane.BATCH).promptChars(promptChars).many(count));
    }

    @Test
    void what_the_record_hands_out_in_any_order_goes_in_the_order_of_the_picks() {
        List<SubmittedJob> jobs = jobs(5, 0);
        Portions portions = pickAndSort(jobs);

        jobs.reversed().forEach(job -> portions.accept(new Dispatched(job, 7, 2)));
        assertThat(sent).isEmpty();
        portions.flush();

        assertThat(sent).containsExactly(ids(jobs));
        assertThat(portions.left()).isEmpty();
    }

    @Test
    void a_job_goes_under_the_epoch_and_with_the_attempts_that_the_record_has() {
        SubmittedJob job = Jobs.of("acme").lane(Lane.BATCH).one();
        List<InFlightJob> picked = pick(List.of(job));
        List<Outgoing> outgoing = new ArrayList<>();
        Portions portions = new Portions(picked, outgoing::addAll);

        portions.accept(new Dispatched(job, 7, 2));
        portions.flush();

        assertThat(outgoing).containsExactly(new Outgoing(picked.getFirst(), job, 2));
        assertThat(picked.getFirst().epoch()).isEqualTo(7);
    }

    @Test
    void what_was_not_won_is_left() {
        List<SubmittedJob> jobs = jobs(3, 0);
        Portions portions = pickAndSort(jobs);

        portions.accept(new Dispatched(jobs.get(1), 1, 0));
        portions.flush();

        assertThat(sent).containsExactly(ids(jobs.subList(1, 2)));
        assertThat(portions.left()).extracting(job -> job.job().id()).containsExactly(jobs.get(0).id(),
                jobs.get(2).id());
    }

    @Test
    void long_requests_go_on_before_all_are_read() {
        List<SubmittedJob> jobs = jobs(5, Portions.MAX_CHARS / 2);
        Portions portions = pickAndSort(jobs);

        jobs.reversed().forEach(job -> portions.accept(new Dispatched(job, 1, 0)));
        portions.flush();

        assertThat(sent).containsExactly(ids(jobs.subList(3, 5)), ids(jobs.subList(1, 3)), ids(jobs.subList(0, 1)));
    }
}
