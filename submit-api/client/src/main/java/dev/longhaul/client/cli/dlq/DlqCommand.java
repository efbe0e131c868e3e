package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.cli.dlq.DeedCommand.Deed;
import dev.longhaul.client.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longhaul dlq}. */
@Command(name = "dlq", description = {"Shows, replays and discards dead letters: jobs that failed for good.",
        "Needs an admin key as the API key."}, synopsisSubcommandLabel = "COMMAND")
public final class DlqCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private DlqCommand() {}

    /** The command with those below it. */
    public static CommandLine line(Session session) {
        CommandLine line = new CommandLine(new DlqCommand());
        line.addSubcommand(new GroupsCommand(session));
        line.addSubcommand(new ListCommand(session));
        line.addSubcommand(new ShowCommand(session));
        line.addSubcommand(new ReplayCommand(session));
        line.addSubcommand(new WatchCommand(session));
        line.addSubcommand("pause", new ChangeCommand(session, "pause"));
        line.addSubcommand("resume", new ChangeCommand(session, "resume"));
        line.addSubcommand("cancel", new ChangeCommand(session, "cancel"));
        line.addSubcommand(DeedCommand.line(session, Deed.REDELIVER));
        line.addSubcommand(DeedCommand.line(session, Deed.DISCARD));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do with dead letters?");
    }
}
