package dev.longhaul.client.cli.jobs;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.contract.job.JobId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Shows jobs as they are now.")
final class GetCommand implements Runnable {

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "ID", converter = JobIdConverter.class, description = "ids of the jobs")
    private List<JobId> ids = List.of();

    GetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client()) {
            ids.forEach(id -> JobOutput.show(session, longhaul.get(id)));
        }
    }
}
