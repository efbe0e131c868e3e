package dev.longhaul.client.cli.batch;

import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longhaul batch}. */
@Command(name = "batch", description = "Runs whole files of prompts.", synopsisSubcommandLabel = "COMMAND")
public final class BatchCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private BatchCommand() {}

    /** The command with those below it. */
    public static CommandLine line(Session session) {
        CommandLine line = new CommandLine(new BatchCommand());
        line.addSubcommand(new BatchRunCommand(session));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do with a batch?");
    }
}
