package dev.longhaul.client.cli.jobs;

import dev.longhaul.client.Job;
import dev.longhaul.client.Tokens;
import dev.longhaul.client.cli.session.ExitCode;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.contract.job.JobState;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Shows jobs, for a person or as JSON. */
final class JobOutput {

    private JobOutput() {}

    static void show(Session session, Job job) {
        if (session.json()) {
            session.print(job.json());
            return;
        }
        session.out().println(line(job));
        Tokens tokens = job.tokens();
        if (tokens.total() > 0) {
            session.out().println("  tokens: " + tokens.prompt() + " in, " + tokens.completion() + " out");
        }
        if (job.possiblyBilled()) {
            session.out().println("  an attempt without an answer may have been billed by the provider");
        }
        job.errorMessage()
                .ifPresent(message -> session.out()
                        .println("  error: " + message + job.errorCode().map(code -> " (" + code + ")").orElse("")));
        job.answer().ifPresent(answer -> session.out().println(answer.indent(2).stripTrailing()));
    }

    /** One line: id, state, lane, model, when, the caller's name of it. */
    static String line(Job job) {
        return String.join("  ", job.id().toString(), pad(job.state().wire(), 10), pad(job.lane().orElse("-"), 11),
                job.model().orElse("-"), job.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                job.customId().orElse("")).stripTrailing();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** The exit code for jobs that were waited for. */
    static int exitCode(List<Job> jobs) {
        if (jobs.stream().anyMatch(job -> !job.hasEnded())) {
            return ExitCode.NOT_ENDED;
        }
        return jobs.stream().allMatch(job -> job.state() == JobState.SUCCEEDED)
                ? ExitCode.SUCCEEDED
                : ExitCode.SOME_FAILED;
    }
}
