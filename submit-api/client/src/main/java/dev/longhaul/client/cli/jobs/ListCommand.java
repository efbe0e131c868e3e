package dev.longhaul.client.cli.jobs;

import dev.longhaul.client.Job;
import dev.longhaul.client.JobQuery;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists jobs, newest first.")
final class ListCommand implements Runnable {

    private final Session session;

    @Option(names = "--status", paramLabel = "STATE", description = "only jobs in this state, such as failed")
    private @Nullable JobState state;

    @Option(names = "--lane", paramLabel = "LANE", description = "only jobs of this lane: interactive, standard or batch")
    private @Nullable Lane lane;

    @Option(names = {"-m", "--model"}, paramLabel = "MODEL", description = "only jobs for this model")
    private @Nullable String model;

    @Option(names = "--custom-id", paramLabel = "NAME", description = "only jobs of this custom_id")
    private @Nullable String customId;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "how many at most (${DEFAULT-VALUE})")
    private int limit;

    ListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (LonghaulClient longhaul = session.client(); Stream<Job> jobs = longhaul.list(query())) {
            jobs.limit(limit).forEach(job -> {
                if (session.json()) {
                    session.print(job.json());
                } else {
                    session.out().println(JobOutput.line(job));
                }
            });
        }
    }

    private JobQuery query() {
        JobQuery query = JobQuery.all();
        query = state == null ? query : query.state(state);
        query = lane == null ? query : query.lane(lane);
        query = model == null ? query : query.model(model);
        return customId == null ? query : query.customId(customId);
    }
}
