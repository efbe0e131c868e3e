package dev.longhaul.bench.webhook;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.measure.LiveHeap;
import dev.longhaul.bench.measure.MeasuredProcess;
import dev.longhaul.bench.measure.MemoryUse;
import dev.longhaul.bench.outcome.Outcomes;
import dev.longhaul.bench.platform.ResultStoreAlone;
import dev.longhaul.bench.report.Report;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.webhook.SecretBox;
import dev.longhaul.store.webhook.WebhookEndpoint.Settings;
import dev.longhaul.store.webhook.WebhookEndpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench webhooks}. */
@Command(name = "webhooks", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Ends jobs at a steady pace in a result-store that runs alone, and tells how long the events take to healthy receivers: alone, and beside one who takes each call and never answers. Then fills the sender with calls that nobody answers and reads its memory.")
public final class WebhooksCommand implements Callable<Integer> {

    private static final int MOST_OF_A_TENANT = 49;
    /** The sender's limit of one recipient. */
    private static final int PER_ENDPOINT = 20;
    private static final int STALLED_OF_A_TENANT = 10;
    private static final Duration FILLS_WITHIN = Duration.ofSeconds(14);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--tenants", paramLabel = "N", defaultValue = "10", description = "Tenants with healthy receivers, 1 to 100.")
    private int tenants;

    @Option(names = "--fan", paramLabel = "N", defaultValue = "5", description = "Healthy receivers of each tenant, to each of which each event goes, 1 to 49.")
    private int fan;

    @Option(names = "--events-per-second", paramLabel = "N", defaultValue = "60", description = "Of all tenants together, 1 to 5000; each recipient gets at most 100 deliveries a second.")
    private int perSecond;

    @Option(names = "--duration", paramLabel = "S", defaultValue = "30", description = "Of each of the two measurements, 5 to 600.")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "20", description = "Before them at the same pace, 0 to 600.")
    private int warmUp;

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "2000", description = "Calls at a time that nobody answers, for the memory, 0 (left out) to 20000; above 2000 the sender does not go.")
    private int inFlight;

    @Option(names = "--heap", paramLabel = "SIZE", defaultValue = "1g", description = "-Xmx of each JVM that the bench starts.")
    private String heap = "1g";

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result there as JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        if (tenants < 1 || tenants > 100 || fan < 1 || fan > MOST_OF_A_TENANT || perSecond < 1 || perSecond > 5_000
                || seconds < 5 || seconds > 600 || warmUp < 0 || warmUp > 600 || inFlight < 0 || inFlight > 20_000) {
            throw new ParameterException(command.commandLine(), "an option is out of its range; see --help");
        }
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        Path key = Files.createTempFile("longhaul-bench", ".key");
        try (ResultStoreAlone platform = started(Files.writeString(key, Base64.getEncoder().encodeToString(secret)));
                MongoClient client = MongoClients.create(platform.mongoUri());
                HookReceivers receivers = new HookReceivers();
                Outcomes outcomes = new Outcomes(platform, Clock.systemUTC(), 200, tenant -> true)) {
            WebhookEndpoints endpoints = new WebhookEndpoints(client.getDatabase(ResultStoreAlone.DATABASE),
                    SecretBox.open("file:" + key, name -> null), Clock.systemUTC(), random);
            WebhooksResult result = measured(platform, receivers, outcomes, endpoints);
            Report.of(Clock.systemUTC(), command.commandLine().getParent().getParseResult().originalArgs(),
                    "result-store alone", result).publish(result.text(), command.commandLine().getOut(), json);
            return result.allArrived() ? 0 : 1;
        } finally {
            Files.deleteIfExists(key);
        }
    }

    private ResultStoreAlone started(Path key) {
        return ResultStoreAlone.start(heap, List.of("longhaul.webhook.master-key=file:" + key,
                "longhaul.webhook.allow-http=true", "longhaul.webhook.allow-private-addresses=true"));
    }

    private WebhooksResult measured(ResultStoreAlone platform, HookReceivers receivers, Outcomes outcomes,
            WebhookEndpoints endpoints) throws InterruptedException {
        List<String> names = IntStream.rangeClosed(1, tenants).mapToObj(number -> "tenant-" + number).toList();
        for (int tenant = 0; tenant < tenants; tenant++) {
            for (int i = 0; i < fan; i++) {
                create(endpoints, names.get(tenant), receivers.healthy(tenant * fan + i));
            }
        }
        Deliveries deliveries = new Deliveries(outcomes, receivers, names, fan);
        if (warmUp > 0) {
            Progress.say("warming up for " + warmUp + " s");
            deliveries.run("warm-up", perSecond, warmUp);
        }
        Progress.say("measuring for " + seconds + " s");
        Deliveries.Phase alone = deliveries.run("alone", perSecond, seconds);
        create(endpoints, names.getFirst(), receivers.dead(0));
        Progress.say("measuring for " + seconds + " s beside one who never answers");
        Deliveries.Phase beside = deliveries.run("beside a dead one", perSecond, seconds);
        return new WebhooksResult(tenants * fan, alone, beside,
                inFlight == 0 ? null : full(platform, receivers, outcomes, endpoints));
    }

    private static void create(WebhookEndpoints endpoints, String tenant, String url) {
        if (endpoints.create(tenant, new Settings("bench", url, Set.of(EventType.JOB_SUCCEEDED), false, false))
                .isEmpty()) {
            throw new IllegalStateException(tenant + " has too many endpoints");
        }
    }

    private WebhooksResult.Full full(ResultStoreAlone platform, HookReceivers receivers, Outcomes outcomes,
            WebhookEndpoints endpoints) throws InterruptedException {
        MeasuredProcess store = platform.processes().getFirst();
        double before = LiveHeap.of(store.pid()).orElse(-1);
        int dead = Math.ceilDiv(inFlight, PER_ENDPOINT);
        List<String> stalled = new ArrayList<>();
        for (int i = 0; i < dead; i++) {
            String tenant = "stalled-" + i / STALLED_OF_A_TENANT;
            create(endpoints, tenant, receivers.dead(i + 1));
            if (i % STALLED_OF_A_TENANT == 0) {
                stalled.add(tenant);
            }
        }
        Progress.say(inFlight + " calls to receivers that do not answer");
        for (String tenant : stalled) {
            outcomes.end(outcomes.dispatched(tenant, PER_ENDPOINT));
        }
        long begin = System.nanoTime();
        while (receivers.mostHeld() < inFlight && System.nanoTime() - begin < FILLS_WITHIN.toNanos()) {
            Thread.sleep(20);
        }
        double live = LiveHeap.of(store.pid()).orElse(-1);
        double rss = MemoryUse.of(store.pid()).map(MemoryUse::now).orElse(-1.0);
        return new WebhooksResult.Full(inFlight, receivers.mostHeld(), before, live, rss);
    }
}
