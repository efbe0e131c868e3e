package dev.longhaul.bench.fairness;

import dev.longhaul.bench.load.LoadOptions;
import dev.longhaul.bench.load.PacedCalls;
import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.load.Target;
import dev.longhaul.bench.measure.Distribution;
import dev.longhaul.bench.platform.Platform;
import dev.longhaul.bench.platform.PlatformOptions;
import dev.longhaul.bench.report.Figures;
import dev.longhaul.bench.report.Report;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.simulator.ledger.CallRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code bench fairness}: with several API keys how tenants share the slots, with one how its lanes do. The simulator's
 * ledger tells who was served when.
 */
@Command(name = "fairness", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Submits more than can run, for one tenant after the other (or one lane, when there is one tenant), and tells who was served while all waited.")
public final class FairnessCommand implements Callable<Integer> {

    /** What the simulator remembers call by call is bounded. */
    private static final int MOST_JOBS = 500_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private PlatformOptions platformOptions = new PlatformOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--backlog", paramLabel = "N", defaultValue = "20000", description = "Jobs of all parties together.")
    private int jobs;

    @Option(names = "--lane", paramLabel = "LANE", defaultValue = "standard", description = "Of the tenants' jobs, when there are several: interactive, standard or batch.")
    private Lane lane = Lane.STANDARD;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "20", description = "Chat calls a second meanwhile.")
    private double rate;

    @Option(names = "--newcomer", paramLabel = "N", defaultValue = "0", description = "Measures instead a tenant that comes when all of --backlog of another tenant waits in the batch lane: its chat calls, and its batch of N jobs. Needs two tenants.")
    private int newcomer;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Batches of the newcomer, one after the other; the table shows their median.")
    private int rounds;

    @Option(names = "--duration", paramLabel = "S", defaultValue = "30", description = "Seconds of the newcomer's chat calls, on the idle system and beside the backlog.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        if (jobs < 2 || jobs > MOST_JOBS || !(rate > 0 && rate <= 100)) {
            throw new ParameterException(command.commandLine(),
                    "--backlog must be 2 to " + MOST_JOBS + ", --rate above 0 and at most 100");
        }
        if (newcomer != 0 && (newcomer < 2 || newcomer > MOST_JOBS || rounds < 1 || seconds < 1 || seconds > 3_600
                || platformOptions.tenants() < 2)) {
            throw new ParameterException(command.commandLine(), "--newcomer must be 2 to " + MOST_JOBS
                    + " and needs two tenants, --rounds must be 1 or more, --duration 1 to 3600");
        }
        Platform platform = platformOptions.open();
        try (Target target = Target.reach(platform, load.workload(new SplittableRandom()))) {
            target.warmUp(load.warmUp(), lane, platformOptions.inFlight());
            target.providerTakes(load.latency());
            if (newcomer > 0) {
                NewcomerResult result = measureNewcomer(target);
                publish(command, platform, result, result.text(platform.description()));
                return result.isRight() ? 0 : 1;
            }
            target.simulator().resetLedger(2 * MOST_JOBS);
            FairnessResult result = measure(target);
            publish(command, platform, result, result.text(platform.description()));
            return result.isRight() ? 0 : 1;
        }
    }

    private void publish(CommandSpec command, Platform platform, Object result, String text) {
        Report.of(Clock.systemUTC(), command.commandLine().getParent().getParseResult().originalArgs(),
                platform.description(), result).publish(text, command.commandLine().getOut(), load.json());
    }

    private NewcomerResult measureNewcomer(Target target) throws InterruptedException {
        target.warmUpChat(load.warmUp());
        NewcomerLoad asked = new NewcomerLoad(jobs, newcomer, rounds, rate, Duration.ofSeconds(seconds));
        return new NewcomerRun(target, asked, 2 * MOST_JOBS).measure(
                Figures.whole(jobs) + " batch jobs of tenant A wait; tenant B makes " + rate
                        + " chat calls a second for " + seconds + " s, then runs " + rounds + " batches of "
                        + Figures.whole(newcomer) + "; " + platformOptions.inFlight() + " slots, " + load.describe());
    }

    private FairnessResult measure(Target target) throws InterruptedException, ExecutionException {
        Map<String, Integer> problems = new HashMap<>();
        List<Backlog> backlogs;
        try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
            backlogs = submit(target, background);
            Progress.say("all submitted; chat calls until they have ended");
            PacedCalls.Samples chats = new PacedCalls(target.chat(), target.workload(), rate).run("chat", LONGEST,
                    () -> backlogs.stream().anyMatch(backlog -> !backlog.ends().isDone()));
            chats.problems().forEach((reason, count) -> problems.merge("chat: " + reason, count, Integer::sum));
            for (Backlog backlog : backlogs) {
                backlog.ends().get().problems()
                        .forEach((reason, count) -> problems.merge(backlog.party() + ": " + reason, count,
                                Integer::sum));
            }
        }
        return result(backlogs, target.simulator().calls(2 * MOST_JOBS), problems);
    }

    /** One party's jobs after the other's, so that who came last would wait longest if there were no fairness. */
    private List<Backlog> submit(Target target, ExecutorService background) throws InterruptedException {
        List<Backlog> backlogs = new ArrayList<>();
        int tenants = target.clients().size();
        List<Lane> lanes = tenants > 1 ? List.of(lane) : List.of(Lane.BATCH, Lane.STANDARD);
        int each = jobs / (tenants * lanes.size());
        for (int tenant = 0; tenant < tenants; tenant++) {
            for (Lane of : lanes) {
                String party = tenants > 1 ? "tenant " + (tenant + 1) : of.wire() + " lane";
                Progress.say(each + " jobs of " + party);
                Backlog backlog = Backlog.submit(party, target.clients().get(tenant), target.workload(), of, each,
                        background);
                backlog.awaitAccepted();
                backlogs.add(backlog);
            }
        }
        return backlogs;
    }

    private FairnessResult result(List<Backlog> backlogs, List<CallRecord> calls, Map<String, Integer> problems) {
        List<Start> starts = new ArrayList<>();
        List<Duration> chatDelays = new ArrayList<>();
        for (CallRecord call : calls) {
            Optional<JobId> id = JobId.tryParse(call.jobId());
            Optional<Backlog> owner = id.flatMap(
                    job -> backlogs.stream().filter(backlog -> backlog.has(job)).findFirst());
            if (owner.isPresent()) {
                starts.add(new Start(owner.get().party(), call.at()));
            } else if (id.isPresent()) {
                chatDelays.add(Duration.between(id.get().mintedAt(), call.at()));
            }
        }
        String what = backlogs.size() + " parties, " + jobs + " jobs, " + rate + " chat calls a second, "
                + load.describe();
        boolean tenants = backlogs.stream().allMatch(backlog -> backlog.party().startsWith("tenant"));
        return new FairnessResult(what, tenants, Contention.of(starts).orElse(null),
                chatDelays.isEmpty() ? null : Distribution.of(chatDelays), problems);
    }
}
