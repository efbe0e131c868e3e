package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.embedded.CutProxy;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.worker.attempt.Slots;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs that wait for a slot and are not to run here any more. */
@Tag("amqp")
class WaitingJobsTest {

    private static final String POOL = "waiting";

    @Test
    void a_job_that_is_cancelled_or_lost_with_its_link_leaves_its_line_although_no_slot_is_free() {
        try (Simulator simulator = Simulator.start(SimulatorConfig.defaults());
                CutProxy link = CutProxy.before(SharedServers.amqp().uri());
                RelayPlatform platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
                RunningWorker worker = RunningWorker.start(link::uri, simulator.baseUrl() + "/v1", POOL,
                        "--longhaul.worker.slots=1", "--longhaul.worker.interactive-reserve=0",
                        "--longhaul.worker.grace=1s")) {
            RelayJob running = aJob().prompt("[[sim:slow=90000]] has the slot").build();
            platform.send(running);
            await().until(() -> simulator.ledger().inFlight() == 1);
            List<RelayJob> waiting = IntStream.range(0, 6).mapToObj(i -> aJob().prompt("waits " + i).build()).toList();
            waiting.forEach(platform::send);
            await().until(() -> inLine(worker) == 6);

            cancel(platform, waiting.subList(0, 2));
            await().until(() -> inLine(worker) == 4);

            link.cut();
            List<RelayJob> again = waiting.subList(2, 6);
            await().until(() -> asked(platform).containsAll(again.stream().map(RelayJob::id).toList()));
            cancel(platform, again);
            await().until(() -> inLine(worker) == 0);
            assertThat(simulator.ledger().inFlight()).isEqualTo(1);

            cancel(platform, List.of(running));
            await().until(() -> worker.held().size() == 0);
        }
    }

    private static int inLine(RunningWorker worker) {
        return worker.context.getBean(Slots.class).lines().waiting(Lane.STANDARD);
    }

    private static List<JobId> asked(RelayPlatform platform) {
        return platform.questions.stream().flatMap(question -> question.deliveries().stream())
                .map(ResultMessage.Delivery::id).toList();
    }

    private static void cancel(RelayPlatform platform, List<RelayJob> jobs) {
        platform.control(RelayTopology.ALL, new ControlMessage.Cancel(jobs.stream().map(RelayJob::id).toList()));
        await().until(() -> jobs.stream().allMatch(job -> platform.outcome(job.id()).isPresent()));
    }
}
