package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Output;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers around the longest that a worker takes: 20 KB here, which are 5120 tokens of the simulator. */
class OversizedAnswerTest {

    private static final String POOL = "sized";
    private static final int FITS = 4_000;
    private static final int TOO_LONG = 6_000;

    private static Simulator simulator;
    private static RelayPlatform platform;
    private static RunningWorker worker;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorConfig.defaults());
        // a stream in pieces of this size takes about twice its content on the wire
        simulator.configure(config -> config.withOutput(new Output(1, 100, 1_000_000, 32)));
        platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
        worker = RunningWorker.start(SharedServers.amqp(), simulator.baseUrl() + "/v1", POOL,
                "--longhaul.worker.max-answer=20KB");
    }

    @AfterAll
    static void stop() {
        worker.close();
        platform.close();
        simulator.close();
    }

    @Test
    void an_answer_that_fits_is_kept() {
        assertThat(run(aJob().prompt(tokens(FITS)).build()).outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void a_stream_counts_as_what_it_adds_up_to() {
        OutcomeReport report = run(aJob().prompt(tokens(FITS)).streaming().build());

        assertThat(report.outcome()).isInstanceOfSatisfying(Outcome.Succeeded.class,
                succeeded -> assertThat(succeeded.response().length()).isBetween(16_000, 20_000));
    }

    @Test
    void a_longer_answer_fails_its_job_and_is_not_asked_for_again() {
        assertIsRefused(run(aJob().prompt(tokens(TOO_LONG)).build()));
    }

    @Test
    void a_stream_that_adds_up_to_a_longer_answer_fails_its_job_and_is_not_asked_for_again() {
        assertIsRefused(run(aJob().prompt(tokens(TOO_LONG)).streaming().build()));
    }

    @Test
    void a_stream_that_does_not_end_is_cut_off() {
        assertIsRefused(run(aJob().prompt(tokens(200_000)).streaming().build()));
    }

    private static void assertIsRefused(OutcomeReport report) {
        assertThat(report.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("provider_bad_answer");
            assertThat(failed.failure().message()).contains("longhaul.worker.max-answer");
        });
        assertThat(report.attempts()).singleElement()
                .satisfies(attempt -> assertThat(attempt.possiblyBilled()).isTrue());
    }

    private static String tokens(int count) {
        return "[[sim:tokens=" + count + "]] long";
    }

    private static OutcomeReport run(RelayJob job) {
        platform.send(job);
        return await().atMost(Duration.ofSeconds(30)).until(() -> platform.outcome(job.id()), Optional::isPresent)
                .orElseThrow();
    }
}
