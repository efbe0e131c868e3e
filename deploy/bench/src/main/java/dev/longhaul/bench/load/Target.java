package dev.longhaul.bench.load;

import dev.longhaul.bench.platform.Platform;
import dev.longhaul.bench.provider.SimulatorControl;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.contract.job.Lane;
import java.time.Duration;
import java.util.List;

/**
 * A platform with everything that asks it, and the same provider asked directly.
 *
 * @param clients
 *            one for each tenant
 * @param chat
 *            the platform's chat endpoint, as the first tenant
 * @param direct
 *            the simulator's
 */
public record Target(Platform platform, Workload workload, List<LonghaulClient> clients, ChatEndpoint chat,
        ChatEndpoint direct, SimulatorControl simulator) implements AutoCloseable {

    /** So many chat calls warm up for each job of the warm-up, at this many at a time. */
    private static final int JOBS_A_CHAT_CALL = 10;
    private static final int CHAT_CALLS_AT_A_TIME = 8;

    /** Reaches a platform, which is closed with it. */
    public static Target reach(Platform platform, Workload workload) {
        SimulatorControl simulator = new SimulatorControl(platform.simulatorUrl());
        List<LonghaulClient> clients = platform.apiKeys().stream().map(
                key -> LonghaulClient.builder().url(platform.url()).apiKey(key).userAgent("longhaul-bench").build())
                .toList();
        return new Target(platform, workload, clients,
                new ChatEndpoint(platform.url() + "/v1", platform.apiKeys().getFirst(), workload),
                new ChatEndpoint(simulator.openAiUrl(), "bench", workload), simulator);
    }

    /** Jobs of the first tenant. */
    public BulkJobs bulk(Lane lane) {
        return new BulkJobs(clients.getFirst(), workload, lane);
    }

    /** Makes every answer come after a time. */
    public void providerTakes(Duration latency) {
        simulator.answerAfter(latency, workload.answerTokens());
    }

    /**
     * Runs jobs and direct calls that are not measured, so that the JVMs have compiled what is.
     *
     * @throws IllegalStateException
     *             when one of them goes wrong
     */
    public void warmUp(int jobs, Lane lane, int inFlight) throws InterruptedException {
        if (jobs == 0) {
            return;
        }
        Progress.say("warming up with " + jobs + " direct calls and as many jobs at latency 0");
        providerTakes(Duration.ZERO);
        mustBeRight(ChatCalls.run(direct, workload, "warm-up", jobs, inFlight));
        mustBeRight(bulk(lane).run("warm-up", jobs));
    }

    /**
     * Runs jobs that are not measured at a latency that will be: where calls take their time, starts and ends are
     * reported and recorded apart.
     *
     * @throws IllegalStateException
     *             when one of them goes wrong
     */
    public void warmUpAt(Duration latency, int jobs, Lane lane) throws InterruptedException {
        if (jobs == 0 || latency.isZero()) {
            return;
        }
        Progress.say("warming up with " + jobs + " jobs at the latency that is measured");
        providerTakes(latency);
        mustBeRight(bulk(lane).run("warm-up at latency", jobs));
    }

    /**
     * As many chat calls as belong to a warm-up of so many jobs.
     *
     * @throws IllegalStateException
     *             when one of them goes wrong
     */
    public void warmUpChat(int jobs) throws InterruptedException {
        mustBeRight(ChatCalls.run(chat, workload, "chat warm-up", jobs / JOBS_A_CHAT_CALL, CHAT_CALLS_AT_A_TIME));
    }

    /**
     * @throws IllegalStateException
     *             when one had not the right answer
     */
    public static void mustBeRight(Tally tally) {
        if (!tally.allRight()) {
            throw new IllegalStateException("Of " + tally.jobs() + " jobs some went wrong: " + tally.problems());
        }
    }

    @Override
    public void close() {
        clients.forEach(LonghaulClient::close);
        chat.close();
        direct.close();
        simulator.close();
        platform.close();
    }
}
