package dev.longhaul.client.cli.experiments;

import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longhaul experiments}. */
@Command(name = "experiments", description = "Tells what experiments have shown.", synopsisSubcommandLabel = "COMMAND")
public final class ExperimentsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ExperimentsCommand() {}

    /** The command with those below it. */
    public static CommandLine line(Session session) {
        CommandLine line = new CommandLine(new ExperimentsCommand());
        line.addSubcommand(new ReportCommand(session));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do with experiments?");
    }
}
