package dev.longhaul.client.cli;

import dev.longhaul.client.cli.batch.BatchCommand;
import dev.longhaul.client.cli.dlq.DlqCommand;
import dev.longhaul.client.cli.experiments.ExperimentsCommand;
import dev.longhaul.client.cli.jobs.JobsCommand;
import dev.longhaul.client.cli.session.ExitCode;
import dev.longhaul.client.cli.session.Failures;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.client.cli.session.SessionOptions;
import dev.longhaul.client.cli.session.Surroundings;
import dev.longhaul.client.cli.session.Version;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code longhaul} command. */
@Command(name = "longhaul", description = "Runs chat prompts through a Longhaul platform.%n", mixinStandardHelpOptions = true, versionProvider = LonghaulCommand.VersionText.class, synopsisSubcommandLabel = "COMMAND", scope = CommandLine.ScopeType.INHERIT, usageHelpAutoWidth = true, sortOptions = false, footerHeading = "%nSettings: an option wins over the environment, which wins over the file.%n", footer = {
        "  --url      LONGHAUL_URL      url=...      (http://localhost:8080 when not set)",
        "  --api-key  LONGHAUL_API_KEY  api-key=...",
        "  The file is ~/.config/longhaul/config.properties, or the one that --config names.", "",
        "Exit codes: 0 all succeeded; 1 some jobs failed; 2 wrong use or bad input;",
        "  3 platform not reachable, refusing the key or failing; 4 a job still goes on",
        "  after --timeout; 130 stopped by Ctrl-C."})
public final class LonghaulCommand implements Runnable {

    @Mixin
    private final SessionOptions options = new SessionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private LonghaulCommand() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(execute(Surroundings.ofProcess(), args));
    }

    /**
     * Runs the command inside this process.
     *
     * @return its exit code, see {@link ExitCode}
     */
    public static int execute(Surroundings surroundings, String... args) {
        LonghaulCommand root = new LonghaulCommand();
        Session session = new Session(root.options, surroundings);
        CommandLine line = new CommandLine(root);
        line.addSubcommand(JobsCommand.line(session));
        line.addSubcommand(BatchCommand.line(session));
        line.addSubcommand(DlqCommand.line(session));
        line.addSubcommand(ExperimentsCommand.line(session));
        line.addSubcommand(new ModelsCommand(session));
        line.addSubcommand(new UsageCommand(session));
        line.addSubcommand(new VersionCommand(session));
        line.addSubcommand(new CommandLine.HelpCommand());
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((wrong, given) -> wrongUse(wrong));
        line.setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, session));
        return line.execute(args);
    }

    private static int wrongUse(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("longhaul: " + wrong.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.BAD_INPUT;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    static final class VersionText implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[]{"longhaul " + Version.current()};
        }
    }
}
