package dev.longhaul.client.cli.jobs;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.LonghaulException;
import dev.longhaul.client.cli.session.ExitCode;
import dev.longhaul.client.cli.session.Failures;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = {"Cancels jobs. One that waits ends at once; one that runs is asked to stop.",
        "Exits with 1 when a job had ended before."})
final class CancelCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "ID", converter = JobIdConverter.class, description = "ids of the jobs")
    private List<JobId> ids = List.of();

    CancelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int exitCode = ExitCode.SUCCEEDED;
        try (LonghaulClient longhaul = session.client()) {
            for (JobId id : ids) {
                try {
                    JobOutput.show(session, longhaul.cancel(id));
                } catch (LonghaulException e) {
                    if (!e.code().filter(ErrorCode.JOB_ENDED.wire()::equals).isPresent()) {
                        throw e;
                    }
                    // the other jobs are still to be cancelled
                    Failures.report(e, session);
                    exitCode = ExitCode.SOME_FAILED;
                }
            }
        }
        return exitCode;
    }
}
