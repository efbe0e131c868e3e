package dev.longhaul.client.cli.jobs;

import dev.longhaul.client.Job;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.DurationConverter;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.contract.job.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "wait", description = "Waits until jobs have ended and shows them.")
final class WaitCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "ID", converter = JobIdConverter.class, description = "ids of the jobs")
    private List<JobId> ids = List.of();

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "10m", converter = DurationConverter.class, description = "how long to wait, such as 30s or 2h (${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    WaitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        List<Job> jobs = new ArrayList<>();
        try (LonghaulClient longhaul = session.client()) {
            for (JobId id : ids) {
                Duration left = timeout.minusNanos(System.nanoTime() - start);
                Job job = longhaul.waitFor(id, left.isNegative() ? Duration.ZERO : left);
                JobOutput.show(session, job);
                jobs.add(job);
            }
        }
        return JobOutput.exitCode(jobs);
    }
}
