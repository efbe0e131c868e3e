package dev.longhaul.worker;

import dev.longhaul.contract.message.Outcome;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.worker.attempt.Slots;
import dev.longhaul.worker.control.AddedKeys;
import dev.longhaul.worker.control.ControlDesk;
import dev.longhaul.worker.control.KeyNotices;
import dev.longhaul.worker.control.SelfReports;
import dev.longhaul.worker.held.HeldJob;
import dev.longhaul.worker.held.HeldJobs;
import dev.longhaul.worker.intake.VerdictDesk;
import dev.longhaul.worker.report.OutcomeDesk;
import dev.longhaul.worker.report.ReportBundler;
import dev.longhaul.worker.stop.StopSignal;
import dev.longhaul.worker.timer.WorkerTimer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Begins to take work when everything else is ready, and ends it so that nothing is done twice: what has not started
 * goes back to the broker, what runs may finish within the grace period, and what does not is given back as perhaps
 * billed.
 */
final class WorkerLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkerLifecycle.class);
    private static final Duration LEFTOVERS_WITHIN = Duration.ofSeconds(10);
    private static final Duration LAST_MESSAGES_WITHIN = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(100);

    private final Consumers consumers;
    private final Slots slots;
    private final HeldJobs held;
    private final OutcomeDesk outcomes;
    private final VerdictDesk verdicts;
    private final ReportBundler bundler;
    private final ControlDesk control;
    private final SelfReports reports;
    private final KeyNotices keys;
    private final AddedKeys added;
    private final WorkerTimer timer;
    private final Duration grace;
    private volatile Map<String, RelayConsumer> running = Map.of();

    WorkerLifecycle(Consumers consumers, Slots slots, HeldJobs held, OutcomeDesk outcomes, VerdictDesk verdicts,
            ReportBundler bundler, ControlDesk control, SelfReports reports, KeyNotices keys, AddedKeys added,
            WorkerTimer timer, Duration grace) {
        this.consumers = consumers;
        this.slots = slots;
        this.held = held;
        this.outcomes = outcomes;
        this.verdicts = verdicts;
        this.bundler = bundler;
        this.control = control;
        this.reports = reports;
        this.keys = keys;
        this.added = added;
        this.timer = timer;
        this.grace = grace;
    }

    /**
     * Starts the consumers of a worker.
     *
     * @param control
     *            of its own queue
     * @param work
     *            of its pool's lanes
     */
    record Consumers(Supplier<RelayConsumer> control, Map<String, Supplier<RelayConsumer>> work) {}

    @Override
    public synchronized void start() {
        // first of all: the record is not to be asked about jobs whose outcomes are still here
        if (!bundler.drain(LEFTOVERS_WITHIN)) {
            log.warn("the broker has not taken yet what was left in the outbox; it does later");
        }
        control.onDrain(() -> Thread.ofVirtual().name("worker-drain").start(this::drain));
        Map<String, RelayConsumer> started = new TreeMap<>();
        started.put("control", consumers.control().get());
        consumers.work().forEach((queue, consumer) -> started.put(queue, consumer.get()));
        verdicts.start();
        reports.start(timer);
        keys.start(timer);
        added.start();
        running = Map.copyOf(started);
        log.info("taking work of {}", consumers.work().keySet());
    }

    @Override
    public boolean isRunning() {
        return !running.isEmpty();
    }

    /** Whether the broker delivers from every queue. */
    boolean isConnected() {
        return isRunning() && running.values().stream().allMatch(RelayConsumer::isConsuming);
    }

    /** Each queue and whether the broker delivers from it. */
    Map<String, Boolean> consuming() {
        Map<String, Boolean> consuming = new TreeMap<>();
        running.forEach((queue, consumer) -> consuming.put(queue, consumer.isConsuming()));
        return consuming;
    }

    @Override
    public void stop(Runnable callback) {
        Thread.ofVirtual().name("worker-stop").start(() -> {
            stop();
            callback.run();
        });
    }

    @Override
    public synchronized void stop() {
        if (!isRunning()) {
            return;
        }
        log.info("stopping: {} jobs in hand; what runs may finish within {} s", held.size(), grace.toSeconds());
        takeNoMore();
        finish(grace);
        List<HeldJob> late = held.all().stream().filter(HeldJob::hasStarted).toList();
        if (!late.isEmpty()) {
            log.info("{} calls did not end within the grace period; they are aborted and their jobs given back",
                    late.size());
            late.forEach(job -> job.stop().ask(StopSignal.Reason.WORKER_STOPS));
            finish(SettingsRules.LAST_CONFIRMS);
        }
        running.values().forEach(RelayConsumer::close);
        running = Map.of();
        timer.close();
        log.info("stopped; {} jobs were left to the broker", held.size());
    }

    /** Works no more, and lives on until it is stopped: what runs may take as long as it needs. */
    private void drain() {
        log.info("draining, as an administrator wishes: {} jobs in hand; what runs is finished", held.size());
        takeNoMore();
        finish(LAST_MESSAGES_WITHIN);
        log.info("drained; {} calls go on", held.size());
    }

    private void takeNoMore() {
        reports.stopping();
        running.forEach((queue, consumer) -> {
            if (consumers.work().containsKey(queue)) {
                consumer.pause();
            }
        });
        slots.close();
    }

    /**
     * Gives back what has not started, again and again: a message may have been on its way when the consumers stopped.
     */
    private void finish(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        do {
            held.giveBack().forEach(job -> outcomes.closeUnstarted(job, new Outcome.HandedBack("worker stops")));
        } while (!held.awaitEmpty(STEP) && System.nanoTime() - deadline < 0);
    }
}
