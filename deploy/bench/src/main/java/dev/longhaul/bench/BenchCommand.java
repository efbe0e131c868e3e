package dev.longhaul.bench;

import dev.longhaul.bench.backlog.BacklogCommand;
import dev.longhaul.bench.fairness.FairnessCommand;
import dev.longhaul.bench.kill.KillsCommand;
import dev.longhaul.bench.latency.LatencyCommand;
import dev.longhaul.bench.limits.LimitsCommand;
import dev.longhaul.bench.outcome.OutcomesCommand;
import dev.longhaul.bench.throughput.ThroughputCommand;
import dev.longhaul.bench.webhook.WebhooksCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bench}: measures a platform. */
@Command(name = "bench", mixinStandardHelpOptions = true, version = "0.1.0", description = "Measures a Longhaul platform, one that runs or one of its own, and the same calls without it.", subcommands = {
        ThroughputCommand.class, LatencyCommand.class, FairnessCommand.class, BacklogCommand.class,
        LimitsCommand.class, OutcomesCommand.class, WebhooksCommand.class, KillsCommand.class, ServersCommand.class})
public final class BenchCommand {

    private BenchCommand() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine bench = new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        bench.setExecutionExceptionHandler((failure, command, result) -> {
            command.getErr().println("bench: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return bench;
    }
}
