package dev.longhaul.dispatcher.dispatch;

import dev.longhaul.dispatcher.event.JobEndings;
import dev.longhaul.dispatcher.fairness.Scheduler;
import dev.longhaul.dispatcher.fairness.Scheduler.Windows;
import dev.longhaul.dispatcher.pool.Routes;
import dev.longhaul.dispatcher.pool.Workers;
import dev.longhaul.dispatcher.sharing.AnswerDesk;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.store.job.JobDispatch;
import java.time.Clock;
import java.util.concurrent.Executor;

/** Puts the dispatching together. */
public final class Dispatching {

    private Dispatching() {}

    public static Windows windows(Workers workers, LinkState link, double factor, int extra) {
        return new DispatchWindows(workers, link, factor, extra);
    }

    public static JobDispatcher dispatcher(JobDispatch store, Scheduler scheduler, Routes routes,
            ConfirmedPublisher amqp, int bundle, LinkState link, JobEndings endings, AnswerDesk answers,
            Clock clock, Executor background) {
        return new JobDispatcher(store, scheduler, routes, new BundleRule(bundle), new RelayPublisher(amqp), link,
                endings, answers, clock, background);
    }

    public static DispatchLoop loop(JobDispatcher dispatcher, int batch) {
        return new DispatchLoop(dispatcher, batch);
    }
}
