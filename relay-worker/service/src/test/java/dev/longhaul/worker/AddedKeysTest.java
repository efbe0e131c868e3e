package dev.longhaul.worker;

import static dev.longhaul.worker.Jobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.Latency;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.worker.provider.KeyPool;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.provider.Providers;
import dev.longhaul.worker.vault.WorkerKeysets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Keys that administrators add and revoke while workers run. */
@Tag("amqp")
@ExtendWith(OutputCaptureExtension.class)
class AddedKeysTest {

    private static final String POOL = "added-keys";

    @TempDir
    private Path directory;
    private WorkerKeysets keysets;
    private Simulator simulator;
    private RelayPlatform platform;
    private final List<RunningWorker> workers = new ArrayList<>();

    @BeforeEach
    void open() {
        keysets = WorkerKeysets.create(directory);
        simulator = Simulator.start(SimulatorConfig.defaults().withLatency(Latency.fixed(20)));
        platform = new RelayPlatform(SharedServers.amqp().uri(), POOL);
    }

    @AfterEach
    void close() {
        workers.forEach(RunningWorker::close);
        platform.close();
        simulator.close();
    }

    @Test
    void a_provider_gets_its_first_key_at_run_time_and_is_announced(CapturedOutput output) {
        platform.keys = List.of(set(1));
        RunningWorker worker = start("--longhaul.providers.sim.api-key=");
        await().until(() -> announced(worker), each -> !each.isEmpty() && !each.contains("sim"));
        RelayJob early = job("too early");
        platform.send(early);
        assertThat(outcomeOf(early).outcome()).isInstanceOfSatisfying(Outcome.Throttled.class,
                waits -> assertThat(waits.reason()).isEqualTo("no_key"));

        SealedKey sealed = keysets.seal("sim", "fresh", "secret-of-fresh");
        tell(set(2, sealed));

        await().until(() -> announced(worker), each -> each.contains("sim"));
        assertThat(run("first")).extracting(Attempt::keyName).containsExactly("fresh");
        assertThat(simulator.ledger().byKey()).hasSize(1);
        tell(set(3));
        await().until(() -> announced(worker), each -> !each.contains("sim"));
        assertThat(new String(MessageCodec.write(new ControlMessage.ProviderKeys(List.of(set(2, sealed)), false)),
                StandardCharsets.UTF_8)).doesNotContain("secret-of-fresh");
        assertThat(output).doesNotContain("secret-of-fresh").contains("provider sim is called with [fresh] now");
    }

    @Test
    void added_keys_serve_beside_those_of_the_settings_and_end_when_they_are_revoked() {
        RunningWorker worker = start();
        tell(set(1, keysets.seal("sim", "added", "secret-of-added")));
        await().until(() -> names(worker), List.of("longhaul.providers.sim.api-key", "added")::equals);
        assertThat(usedBy(40)).containsOnly("longhaul.providers.sim.api-key", "added").contains("added");

        tell(set(2));
        await().until(() -> names(worker), List.of("longhaul.providers.sim.api-key")::equals);

        assertThat(usedBy(40)).containsOnly("longhaul.providers.sim.api-key");
    }

    @Test
    void a_worker_that_starts_asks_until_it_is_answered() {
        platform.keys = null;
        RunningWorker worker = start("--longhaul.providers.sim.api-key=");
        await().atMost(Duration.ofSeconds(30)).until(() -> platform.keyQuestions.size() >= 2);
        assertThat(platform.keyQuestions).allSatisfy(asked -> assertThat(asked.known()).isEmpty());

        platform.keys = List.of(set(7, keysets.seal("sim", "kept", "secret-of-kept")),
                new ProviderKeySet("not in this pool", 3, List.of(), null));

        await().atMost(Duration.ofSeconds(30)).until(() -> names(worker), List.of("kept")::equals);
        RunningWorker restarted = start("--longhaul.providers.sim.api-key=");
        await().atMost(Duration.ofSeconds(4)).until(() -> names(restarted), List.of("kept")::equals);
    }

    @Test
    void a_provider_that_is_called_without_a_key_is_called_with_those_that_are_added() {
        RunningWorker worker = start("--longhaul.providers.spare.api-key=");
        assertThat(names(worker, "spare")).containsExactly("none");

        tell(new ProviderKeySet("spare", 1, List.of(keysets.seal("spare", "none", "secret-of-none"),
                keysets.seal("spare", "added", "secret-of-added")), null));
        await().until(() -> names(worker, "spare"), List.of("none", "added")::equals);
        tell(new ProviderKeySet("spare", 2, List.of(keysets.seal("spare", "added", "secret-of-added")), null));
        await().until(() -> names(worker, "spare"), List.of("added")::equals);
        tell(new ProviderKeySet("spare", 3, List.of(), null));

        await().until(() -> names(worker, "spare"), List.of("none")::equals);
        assertThat(announced(worker)).contains("spare");
    }

    @Test
    void a_paused_provider_is_not_called_and_not_announced_also_by_a_worker_that_takes_no_keys() {
        RunningWorker worker = start("--longhaul.worker.keyset=", "--longhaul.worker.master-key=");
        RelayJob underWay = job("[[sim:slow=1500]] under way");
        platform.send(underWay);
        await().until(() -> simulator.ledger().inFlight() > 0);

        tell(new ProviderKeySet("sim", 1, List.of(keysets.seal("sim", "added", "secret-of-added")), true));
        await().until(() -> announced(worker), each -> !each.contains("sim"));
        RelayJob late = job("while it is paused");
        platform.send(late);

        assertThat(outcomeOf(late).outcome()).isInstanceOfSatisfying(Outcome.Throttled.class,
                waits -> assertThat(waits.reason()).isEqualTo("provider_paused"));
        assertThat(outcomeOf(late).attempts()).isEmpty();
        assertThat(outcomeOf(underWay).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(keyStates(worker)).containsExactly("longhaul.providers.sim.api-key paused provider_paused");

        tell(set(2));
        await().until(() -> announced(worker), each -> each.contains("sim"));
        assertThat(run("after it")).hasSize(1);
    }

    private List<String> keyStates(RunningWorker worker) {
        return platform.reports.stream().filter(WorkerReport.Heartbeat.class::isInstance)
                .map(WorkerReport.Heartbeat.class::cast).filter(beat -> beat.worker().equals(worker.name()))
                .reduce((earlier, later) -> later).stream().flatMap(beat -> beat.keys().stream())
                .filter(key -> key.provider().equals("sim"))
                .map(key -> key.name() + " " + key.state() + " " + key.code()).toList();
    }

    @Test
    void an_older_set_changes_nothing() {
        RunningWorker worker = start("--longhaul.providers.sim.api-key=");
        SealedKey old = keysets.seal("sim", "old", "secret-of-old");
        tell(set(5, keysets.seal("sim", "new", "secret-of-new")));
        await().until(() -> names(worker), List.of("new")::equals);

        tell(set(4, old));
        tell(set(5, old));
        tell(new ProviderKeySet("spare", 1, List.of(keysets.seal("spare", "last", "secret-of-last")), null));

        await().until(() -> names(worker, "spare"), each -> each.contains("last"));
        assertThat(names(worker)).containsExactly("new");
    }

    @Test
    void a_key_that_cannot_be_read_is_named_and_left_out(CapturedOutput output) throws Exception {
        RunningWorker worker = start();
        WorkerKeysets others = WorkerKeysets.create(Files.createDirectory(directory.resolve("others")));

        tell(set(1, others.seal("sim", "foreign", "secret-1"), keysets.seal("spare", "moved", "secret-2"),
                keysets.seal("sim", "longhaul.providers.sim.api-key", "secret-3"),
                keysets.seal("sim", "same", "test-key"), keysets.seal("sim", "good", "secret-4")));

        await().until(() -> names(worker), List.of("longhaul.providers.sim.api-key", "good")::equals);
        assertThat(output).contains("sim's added key foreign cannot be read and is not used",
                "sim's added key moved cannot be read and is not used",
                "sim's added key longhaul.providers.sim.api-key is not used", "sim's added key same is not used")
                .doesNotContain("secret-");
    }

    @Test
    void a_key_with_other_limits_has_a_new_budget() {
        RunningWorker worker = start("--longhaul.providers.sim.api-key=");
        tell(set(1, keysets.seal("sim", "narrow", "secret", 4L)));
        await().until(() -> names(worker), List.of("narrow")::equals);
        assertThat(usedBy(1)).containsExactly("narrow");

        tell(set(2, keysets.seal("sim", "wide", "secret", 1_000_000L)));
        await().until(() -> names(worker), List.of("wide")::equals);

        assertThat(usedBy(20)).containsOnly("wide");
    }

    @Test
    void keys_are_rotated_under_load_and_no_job_fails() {
        RunningWorker worker = start("--longhaul.providers.sim.api-key=", "--longhaul.worker.slots=8");
        SealedKey before = keysets.seal("sim", "key-0", "secret-0");
        accept("secret-0");
        tell(set(1, before));
        await().until(() -> names(worker), List.of("key-0")::equals);
        List<RelayJob> jobs = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            jobs.addAll(send(100));
            SealedKey next = keysets.seal("sim", "key-" + i, "secret-" + i);
            accept("secret-" + (i - 1), "secret-" + i);
            tell(set(2L * i, before, next));
            tell(set(2L * i + 1, next));
            await().until(() -> names(worker), List.of(next.name())::equals);
            jobs.addAll(send(100));
            awaitUse(next.name(), 50);
            accept("secret-" + i);
            before = next;
        }

        List<OutcomeReport> reports = outcomesOf(jobs);

        assertThat(reports).extracting(OutcomeReport::outcome).allMatch(Outcome.Succeeded.class::isInstance);
        assertThat(reports).flatExtracting(OutcomeReport::attempts).extracting(Attempt::end)
                .containsOnly(Attempt.End.SUCCEEDED);
        assertThat(simulator.ledger().byKey()).hasSize(5);
    }

    /** From now on the provider takes these keys and no other. */
    private void accept(String... keys) {
        simulator.configure(config -> config.patched("{\"access\": {\"keys\": [\"" + String.join("\", \"", keys)
                + "\"]}}"));
    }

    private void awaitUse(String key, int times) {
        await().atMost(Duration.ofSeconds(60)).until(() -> platform.outcomes.stream()
                .flatMap(report -> report.attempts().stream()).filter(each -> key.equals(each.keyName()))
                .count() >= times);
    }

    private RunningWorker start(String... settings) {
        // a provider on the worker's own host would be called without a key
        String elsewhere = simulator.baseUrl().replace("127.0.0.1", "LOCALHOST") + "/v1";
        RunningWorker worker = RunningWorker.start(SharedServers.amqp(), elsewhere, POOL,
                Stream.concat(Arrays.stream(keysets.settings()), Arrays.stream(settings)).toArray(String[]::new));
        workers.add(worker);
        // then its queue is there, and nothing that it is told is lost
        await().until(() -> platform.keyQuestions.stream().anyMatch(asked -> asked.worker().equals(worker.name())));
        return worker;
    }

    private static ProviderKeySet set(long revision, SealedKey... keys) {
        return new ProviderKeySet("sim", revision, List.of(keys), null);
    }

    private void tell(ProviderKeySet set) {
        platform.control(RelayTopology.ALL, new ControlMessage.ProviderKeys(List.of(set), false));
    }

    private List<String> announced(RunningWorker worker) {
        return platform.reports.stream().filter(WorkerReport.Heartbeat.class::isInstance)
                .map(WorkerReport.Heartbeat.class::cast).filter(beat -> beat.worker().equals(worker.name()))
                .reduce((earlier, later) -> later).map(WorkerReport.Heartbeat::providers).orElse(List.of());
    }

    private static List<String> names(RunningWorker worker) {
        return names(worker, "sim");
    }

    private static List<String> names(RunningWorker worker, String provider) {
        KeyPool keys = worker.context.getBean(Providers.class).find(provider).orElseThrow().keys();
        return keys.keys().stream().map(ProviderKey::name).toList();
    }

    private List<String> usedBy(int jobs) {
        List<OutcomeReport> reports = outcomesOf(send(jobs));
        assertThat(reports).extracting(OutcomeReport::outcome).allMatch(Outcome.Succeeded.class::isInstance);
        return reports.stream().flatMap(report -> report.attempts().stream()).map(Attempt::keyName).distinct()
                .toList();
    }

    private List<Attempt> run(String prompt) {
        RelayJob job = job(prompt);
        platform.send(job);
        return outcomeOf(job).attempts();
    }

    private List<RelayJob> send(int count) {
        List<RelayJob> jobs = IntStream.range(0, count).mapToObj(i -> job("job " + i)).toList();
        jobs.forEach(platform::send);
        return jobs;
    }

    private static RelayJob job(String prompt) {
        return aJob().prompt(prompt).route(new Target("sim", "sim-model")).build();
    }

    private OutcomeReport outcomeOf(RelayJob job) {
        return outcomesOf(List.of(job)).getFirst();
    }

    private List<OutcomeReport> outcomesOf(List<RelayJob> jobs) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> jobs.stream().allMatch(job -> platform.outcome(job.id()).isPresent()));
        return jobs.stream().map(job -> platform.outcome(job.id()).orElseThrow()).toList();
    }
}
