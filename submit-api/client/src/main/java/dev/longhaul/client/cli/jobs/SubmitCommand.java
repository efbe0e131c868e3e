package dev.longhaul.client.cli.jobs;

import dev.longhaul.client.Job;
import dev.longhaul.client.JobProgress;
import dev.longhaul.client.JobRequest;
import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.cli.session.DurationConverter;
import dev.longhaul.client.cli.session.ExitCode;
import dev.longhaul.client.cli.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "submit", description = {"Submits a job and prints its id;",
        "with --wait or --stream waits for its end and prints the answer."})
final class SubmitCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private final RequestOptions request = new RequestOptions();

    @Option(names = "--idempotency-key", paramLabel = "KEY", description = {
            "for 24 h the same key is the same job (random when not given)"})
    private @Nullable String idempotencyKey;

    @Option(names = "--wait", description = "wait for the end and print the answer")
    private boolean wait;

    @Option(names = "--stream", description = "print the answer while it is made")
    private boolean stream;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "10m", converter = DurationConverter.class, description = "how long --wait waits, such as 30s or 2h (${DEFAULT-VALUE})")
    private Duration timeout = Duration.ZERO;

    SubmitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        // always with a key, so that a submit whose answer was lost can be repeated without a second job
        String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        JobRequest prepared = JobRequest.of(request.body(session, stream)).withIdempotencyKey(key);
        try (LonghaulClient longhaul = session.client()) {
            Job job = longhaul.submit(prepared);
            if (stream) {
                return followed(longhaul, job);
            }
            if (wait) {
                return waited(longhaul, job);
            }
            if (session.json()) {
                session.print(job.json());
            } else {
                session.out().println(job.id());
            }
            return ExitCode.SUCCEEDED;
        }
    }

    private int waited(LonghaulClient longhaul, Job submitted) {
        announce(submitted);
        Job job = longhaul.waitFor(submitted.id(), timeout);
        if (session.json()) {
            session.print(job.json());
        } else {
            job.answer().ifPresent(session.out()::println);
            complain(job);
        }
        return JobOutput.exitCode(List.of(job));
    }

    private int followed(LonghaulClient longhaul, Job submitted) {
        announce(submitted);
        boolean[] printed = new boolean[1];
        Job job = longhaul.events(submitted.id(), event -> {
            switch (event) {
                case JobProgress.Status(var state) -> {
                    if (session.json()) {
                        session.print(Session.MAPPER.createObjectNode().put("id", submitted.id().toString())
                                .put("status", state.wire()));
                    }
                }
                case JobProgress.Chunk chunk -> {
                    if (session.json()) {
                        session.print(chunk.chunk());
                    } else {
                        printed[0] = true;
                        session.out().print(chunk.text());
                        session.out().flush();
                    }
                }
                case JobProgress.Done(Job ended) -> {
                    if (session.json()) {
                        session.print(ended.json());
                    } else {
                        // an answer that did not stream, from the cache say, comes whole
                        session.out().println(printed[0] ? "" : ended.answer().orElse(""));
                    }
                }
            }
        });
        complain(job);
        return JobOutput.exitCode(List.of(job));
    }

    private void announce(Job job) {
        if (!session.json()) {
            session.err().println(job.id());
        }
    }

    private void complain(Job job) {
        if (session.json()) {
            return;
        }
        if (!job.hasEnded()) {
            session.err().println("longhaul: the job goes on (" + job.state().wire()
                    + "); fetch it with: longhaul jobs wait " + job.id());
        }
        job.errorMessage().ifPresent(message -> session.err().println("longhaul: the job " + job.state().wire() + ": "
                + message + job.errorCode().map(code -> " (" + code + ")").orElse("")));
    }
}
