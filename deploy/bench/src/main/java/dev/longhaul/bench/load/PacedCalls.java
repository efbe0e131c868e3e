package dev.longhaul.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Chat calls at a steady rate, whatever the answers take. A call's time begins when it was due, so that a driver which
 * falls behind does not hide waiting.
 */
public final class PacedCalls {

    /**
     * What came of them.
     *
     * @param times
     *            of the calls that were answered
     * @param problems
     *            how many were not, by reason
     */
    public record Samples(List<Duration> times, Map<String, Integer> problems) {

        public Samples {
            times = List.copyOf(times);
        }
    }

    private final ChatEndpoint endpoint;
    private final Workload workload;
    private final double perSecond;

    public PacedCalls(ChatEndpoint endpoint, Workload workload, double perSecond) {
        this.endpoint = endpoint;
        this.workload = workload;
        this.perSecond = perSecond;
    }

    /**
     * Makes calls for a time and waits for the answers.
     *
     * @param goOn
     *            asked before each call; false ends earlier
     */
    public Samples run(String phase, Duration time, BooleanSupplier goOn) throws InterruptedException {
        Queue<Duration> taken = new ConcurrentLinkedQueue<>();
        Problems problems = new Problems();
        int most = (int) (time.toNanos() * perSecond / 1e9);
        long period = (long) (1e9 / perSecond);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
            long begin = System.nanoTime();
            AtomicInteger next = new AtomicInteger();
            ScheduledFuture<?> ticks = pace.scheduleAtFixedRate(() -> {
                int index = next.getAndIncrement();
                if (index >= most || !goOn.getAsBoolean()) {
                    pace.shutdown();
                    return;
                }
                callers.execute(() -> ask(phase, index, begin + index * period, taken, problems));
            }, 0, period, TimeUnit.NANOSECONDS);
            if (!pace.awaitTermination(time.toMillis() + 60_000, TimeUnit.MILLISECONDS)) {
                ticks.cancel(true);
            }
        }
        return new Samples(List.copyOf(taken), problems.counts());
    }

    private void ask(String phase, int index, long due, Queue<Duration> taken, Problems problems) {
        try {
            endpoint.ask(workload.prompt(phase, index));
            taken.add(Duration.ofNanos(System.nanoTime() - due));
        } catch (WrongAnswer e) {
            problems.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            problems.add("interrupted");
        }
    }
}
