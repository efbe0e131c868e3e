package dev.longhaul.api.order;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.job.JobSweeps;
import dev.longhaul.store.order.JobSet;
import dev.longhaul.store.order.OrderStore;
import dev.longhaul.store.order.OrderStore.Action;
import dev.longhaul.store.order.OrderStore.Signature;
import dev.longhaul.store.order.StandingOrder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives orders about sets of jobs. The order is in the record first, and dispatchers follow it at once; only then are
 * the jobs' documents changed. When this instance dies in between, a repeat, or for cancels the dispatchers, finish it.
 * Thread-safe.
 */
public final class JobOrders {

    private static final Logger log = LoggerFactory.getLogger(JobOrders.class);

    private final OrderStore orders;
    private final JobSweeps jobs;
    private final OrderNotices notices;
    private final CancelNews news;

    public JobOrders(OrderStore orders, JobSweeps jobs, OrderNotices notices, CancelNews news) {
        this.orders = orders;
        this.jobs = jobs;
        this.notices = notices;
        this.news = news;
    }

    OrderView pause(JobSet set, Signature by) {
        StandingOrder order = orders.pause(set, by);
        notices.tell(set.tenant());
        log.info("{} is paused by {}", set, by.name());
        return OrderView.of(Action.PAUSE, order, null, null);
    }

    OrderView resume(JobSet set, Signature by) {
        StandingOrder order = orders.resume(set, by);
        notices.tell(set.tenant());
        log.info("{} is resumed by {}", set, by.name());
        return OrderView.of(Action.RESUME, order, null, null);
    }

    /** Cancels all of a set that have been submitted by now; those that run may still end otherwise. */
    public void end(JobSet set, Signature by) {
        OrderView told = cancel(set, by);
        log.debug("{}: {} cancelled at once", set, told.changed());
    }

    OrderView cancel(JobSet set, Signature by) {
        StandingOrder order = orders.cancel(set, by);
        notices.tell(set.tenant());
        Instant upTo = Objects.requireNonNull(order.cancelledUpTo());
        long cancelled = jobs.cancelQueued(set, upTo, news::cancelled);
        List<JobId> requested = jobs.requestCancel(set, upTo);
        news.requested(requested);
        log.info("{} is cancelled by {}: {} jobs had not started, {} are with workers, which are told", set, by.name(),
                cancelled, requested.size());
        return OrderView.of(Action.CANCEL, order, cancelled, (long) requested.size());
    }

    OrderView reprioritise(JobSet set, int priority, Signature by) {
        StandingOrder order = orders.reprioritise(set, priority, by);
        notices.tell(set.tenant());
        Instant upTo = Objects.requireNonNull(order.reprioritised()).upTo();
        long changed = jobs.reprioritise(set, upTo, priority);
        log.info("{} has priority {} now, by {}: {} jobs had another one", set, priority, by.name(), changed);
        return OrderView.of(Action.REPRIORITISE, order, changed, null);
    }
}
