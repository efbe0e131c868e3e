package dev.longhaul.bench.kill;

import dev.longhaul.bench.load.LoadOptions;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.platform.Platform;
import dev.longhaul.bench.platform.PlatformOptions;
import dev.longhaul.bench.platform.RunningService;
import dev.longhaul.bench.provider.SimulatorControl;
import dev.longhaul.bench.report.Report;
import dev.longhaul.bench.webhook.HookReceivers;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.contract.job.JobId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench kills}. */
@Command(name = "kills", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Kills services at random moments while jobs run and webhooks are told, starts each again, and holds the promises against what became of every job. Exits with 1 when one is broken. Needs --setup processes --processes each.")
public final class KillsCommand implements Callable<Integer> {

    private static final String ANY = "any";
    private static final String POOL = "default";
    private static final int MOST_KILLS = 1_000;
    /** Until then dispatchers know of a new endpoint. */
    private static final Duration ENDPOINT_HEARD = Duration.ofSeconds(2);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private PlatformOptions platformOptions = new PlatformOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--kills", paramLabel = "N", defaultValue = "10", description = "How often, 1 to 1000.")
    private int kills;

    @Option(names = "--service", paramLabel = "NAME", defaultValue = ANY, description = "Which: result-store, dispatcher, submit-api, worker, or any at random; several times.")
    private List<String> services = List.of(ANY);

    @Option(names = "--most-gap", paramLabel = "S", defaultValue = "20", description = "Between a restart and the next kill at most, 1 to 600.")
    private int mostGap;

    @Option(names = "--jobs-per-second", paramLabel = "N", defaultValue = "50", description = "Of all lanes, 5 to 1000.")
    private int perSecond;

    @Override
    public Integer call() throws InterruptedException, IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (kills < 1 || kills > MOST_KILLS || mostGap < 1 || mostGap > 600 || perSecond < 5 || perSecond > 1_000) {
            throw new ParameterException(command.commandLine(), "an option is out of its range; see --help");
        }
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        try (Platform platform = platformOptions.openServices(Map.of("BENCH_WEBHOOK_KEY",
                Base64.getEncoder().encodeToString(secret), "LONGHAUL_WEBHOOK_MASTER_KEY", "env:BENCH_WEBHOOK_KEY",
                "LONGHAUL_WEBHOOK_ALLOW_HTTP", "true", "LONGHAUL_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true"));
                SimulatorControl simulator = new SimulatorControl(platform.simulatorUrl());
                HookReceivers receivers = new HookReceivers()) {
            List<RunningService> victims = victims(command, Objects.requireNonNull(platform.own()).services());
            listen(platform, receivers.healthy(0));
            simulator.answerAfter(load.latency(), 16);
            simulator.resetLedger(1);
            KillsResult result = run(platform, simulator, receivers, victims);
            Report.of(Clock.systemUTC(), command.commandLine().getParent().getParseResult().originalArgs(),
                    platform.description(), result)
                    .publish(result.text(platform.description()), command.commandLine().getOut(), load.json());
            return result.allHeld() ? 0 : 1;
        }
    }

    private List<RunningService> victims(CommandSpec command, List<RunningService> all) {
        List<RunningService> victims = all.stream()
                .filter(each -> services.contains(ANY) || services.contains(each.name())).toList();
        if (victims.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--service is any or one of "
                    + all.stream().map(RunningService::name).collect(Collectors.joining(", ")));
        }
        return victims;
    }

    /** Has the ends of all jobs told there. */
    private static void listen(Platform platform, String url) throws IOException, InterruptedException {
        String body = "{\"name\":\"bench\",\"url\":\"" + url + "\",\"event_types\":[\"job.succeeded\","
                + "\"job.failed\",\"job.cancelled\",\"job.expired\",\"job.rejected\"]}";
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(HttpRequest
                    .newBuilder(URI.create(platform.url() + "/v1/webhook_endpoints"))
                    .header("Authorization", "Bearer " + platform.apiKeys().getFirst())
                    .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("The endpoint was not made: " + answer.body());
            }
        }
        Thread.sleep(ENDPOINT_HEARD.toMillis());
    }

    private KillsResult run(Platform platform, SimulatorControl simulator, HookReceivers receivers,
            List<RunningService> victims) throws InterruptedException {
        Killer killer = new Killer(victims, new SplittableRandom(), Duration.ofSeconds(mostGap), Clock.systemUTC());
        Set<JobId> accepted;
        int failures;
        List<Kill> done;
        try (LonghaulClient client = client(platform, Duration.ZERO)) {
            Submitter submitter = new Submitter(client, load.workload(new SplittableRandom()).model(), perSecond);
            try {
                done = killer.kill(kills);
            } finally {
                submitter.stop();
            }
            accepted = submitter.accepted();
            failures = submitter.failures();
        }
        Progress.say(accepted.size() + " jobs were accepted; waiting for their ends");
        try (LonghaulClient client = client(platform, Duration.ofMinutes(1))) {
            Aftermath after = new Aftermath(client);
            Map<String, EndedJob> ended = after.ended(accepted);
            Aftermath.awaitTold(receivers, ended.keySet());
            Map<String, Long> left = Aftermath.leftInQueues(Objects.requireNonNull(platform.own()).amqpUri(), POOL);
            return result(done, accepted, failures, ended, Map.copyOf(receivers.arrivals()), after,
                    simulator.callsByJob(), left);
        }
    }

    private static LonghaulClient client(Platform platform, Duration retryFor) {
        return LonghaulClient.builder().url(platform.url()).apiKey(platform.apiKeys().getFirst())
                .userAgent("longhaul-bench").retryFor(retryFor).build();
    }

    private static KillsResult result(List<Kill> kills, Set<JobId> accepted, int failures, Map<String, EndedJob> ended,
            Map<HookReceivers.Arrival, Long> arrivals, Aftermath after, Map<String, Integer> calls,
            Map<String, Long> left) {
        Set<String> ids = accepted.stream().map(JobId::toString).collect(Collectors.toSet());
        Set<String> told = arrivals.keySet().stream().map(HookReceivers.Arrival::job).collect(Collectors.toSet());
        Set<String> untold = new HashSet<>(ended.keySet());
        untold.removeAll(told);
        List<Duration> delays = Promises.afterRestart(ended, arrivals, kills);
        return new KillsResult(kills.stream().collect(Collectors.toMap(Kill::service, each -> 1, Integer::sum)),
                ids.size(), failures,
                ended.values().stream().collect(Collectors.toMap(EndedJob::state, job -> 1, Integer::sum)),
                Promises.unended(ids, ended).size(), told.size(), untold.size(),
                Promises.toldDifferently(arrivals.keySet()).size(),
                Promises.invented(arrivals.keySet(), ended, after::find).size(),
                calls.values().stream().mapToInt(count -> count - 1).sum(), Promises.hidden(ended, calls).size(),
                delays.size(), delays.stream().mapToLong(Duration::toMillis).max().orElse(0),
                (int) delays.stream().filter(delay -> delay.compareTo(Promises.TOLD_WITHIN) > 0).count(), left);
    }
}
