package dev.longhaul.client.cli.jobs;

import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longhaul jobs}. */
@Command(name = "jobs", description = "Submits, shows and cancels single jobs.", synopsisSubcommandLabel = "COMMAND")
public final class JobsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private JobsCommand() {}

    /** The command with those below it. */
    public static CommandLine line(Session session) {
        CommandLine line = new CommandLine(new JobsCommand());
        line.addSubcommand(new SubmitCommand(session));
        line.addSubcommand(new GetCommand(session));
        line.addSubcommand(new WaitCommand(session));
        line.addSubcommand(new ListCommand(session));
        line.addSubcommand(new CancelCommand(session));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do with jobs?");
    }
}
