package dev.longhaul.bench.load;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Chat calls on virtual threads, so many at a time: what a user would write without a platform, nothing durable.
 */
public final class ChatCalls {

    private static final double NANOS_PER_SECOND = 1e9;

    private ChatCalls() {}

    /**
     * Makes the calls and checks every answer.
     *
     * @param phase
     *            names the prompts
     */
    public static Tally run(ChatEndpoint endpoint, Workload workload, String phase, int calls, int inFlight)
            throws InterruptedException {
        Problems problems = new Problems();
        Semaphore open = new Semaphore(inFlight);
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                String prompt = workload.prompt(phase, i);
                open.acquire();
                threads.execute(() -> {
                    try {
                        endpoint.ask(prompt);
                    } catch (WrongAnswer e) {
                        problems.add(String.valueOf(e.getMessage()));
                    } catch (InterruptedException e) {
                        problems.add("interrupted");
                    } finally {
                        open.release();
                    }
                });
            }
        }
        return new Tally(calls, (System.nanoTime() - begin) / NANOS_PER_SECOND, problems.counts());
    }
}
