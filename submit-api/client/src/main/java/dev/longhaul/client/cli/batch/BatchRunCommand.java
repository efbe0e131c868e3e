package dev.longhaul.client.cli.batch;

import dev.longhaul.client.LonghaulClient;
import dev.longhaul.client.LonghaulClientBuilder;
import dev.longhaul.client.cli.batch.input.InputFile;
import dev.longhaul.client.cli.batch.input.LineDefaults;
import dev.longhaul.client.cli.batch.input.LineFormat;
import dev.longhaul.client.cli.batch.ledger.Ledger;
import dev.longhaul.client.cli.batch.ledger.RunHeader;
import dev.longhaul.client.cli.batch.progress.ProgressView;
import dev.longhaul.client.cli.session.DurationConverter;
import dev.longhaul.client.cli.session.Session;
import dev.longhaul.client.cli.session.UserErrorException;
import dev.longhaul.contract.job.Lane;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = {"Runs every line of a file and writes one result a line.", "",
        "A line is a prompt, or JSON: a string; an object with \"prompt\", \"question\" or \"input\"; a chat request with"
                + " \"messages\"; or a line of an OpenAI batch file. JSON lines may carry a custom_id.",
        "",
        "When it is stopped or killed, the same command again goes on where it was: nothing is submitted twice. What it"
                + " needs for that is in OUT.state; remove that file together with OUT only.",
        ""})
final class BatchRunCommand implements Callable<Integer> {

    /** What the platform takes. */
    private static final Pattern BATCH = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Duration FIRST_CONTACT = Duration.ofSeconds(3);

    private final Session session;

    @Parameters(paramLabel = "FILE", description = "the prompts, one a line")
    private Path file = Path.of("");

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "OUT", description = "file for the results")
    private Path output = Path.of("");

    @Option(names = {"-m", "--model"}, paramLabel = "MODEL", description = "for lines that name none")
    private @Nullable String model;

    @Option(names = "--system", paramLabel = "TEXT", description = "system message for lines that have none")
    private @Nullable String system;

    @Option(names = "--lane", paramLabel = "LANE", defaultValue = "BATCH", description = "interactive, standard or batch (the usual)")
    private Lane lane = Lane.BATCH;

    @Option(names = "--temperature", paramLabel = "T", description = "for lines that set none")
    private @Nullable BigDecimal temperature;

    @Option(names = "--max-tokens", paramLabel = "N", description = "of an answer, for lines that set no limit")
    private @Nullable Integer maxTokens;

    @Option(names = LineDefaults.BATCH, paramLabel = "NAME", description = "what the platform calls the jobs as a set: up to 64 letters, digits, dots, dashes and underscores; otherwise a name is made up")
    private @Nullable String batch;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "AUTO", description = "text, jsonl, or auto (the usual): found out from the file")
    private LineFormat format = LineFormat.AUTO;

    @Option(names = "--limit", paramLabel = "N", description = "only the first N prompts; later without it for the rest")
    private @Nullable Integer limit;

    @Option(names = "--max-in-flight", paramLabel = "N", defaultValue = "10000", description = "jobs under way at a time (${DEFAULT-VALUE})")
    private int maxInFlight;

    @Option(names = "--max-outage", paramLabel = "TIME", defaultValue = "10m", converter = DurationConverter.class, description = "how long to wait for a platform that is away (${DEFAULT-VALUE})")
    private Duration maxOutage = Duration.ZERO;

    @Option(names = "--ordered", description = "put the results into the order of the input at the end")
    private boolean ordered;

    @Option(names = "--retry-failed", description = "submit lines again that failed before")
    private boolean retryFailed;

    @Option(names = "--force", description = "throw away what is in OUT and begin anew")
    private boolean force;

    @Option(names = "--progress", negatable = true, description = "a bar even where there is no terminal; --no-progress for none")
    private @Nullable Boolean progress;

    BatchRunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (maxInFlight < 1 || (limit != null && limit < 1)) {
            throw new UserErrorException("--max-in-flight and --limit are at least 1.");
        }
        if (batch != null && !BATCH.matcher(batch).matches()) {
            throw new UserErrorException(
                    LineDefaults.BATCH + " takes 1 to 64 letters, digits, dots, dashes and underscores.");
        }
        LonghaulClientBuilder client = session.clientBuilder();
        InputFile input = InputFile.scan(file, format,
                new LineDefaults(model, system, lane, temperature, maxTokens, batch),
                limit == null ? Integer.MAX_VALUE : limit);
        try (LonghaulClient probe = client.retryFor(FIRST_CONTACT).build()) {
            // a wrong address or key is told before any file is touched
            probe.models();
        }
        RunHeader fresh = new RunHeader(UUID.randomUUID().toString().replace("-", ""), input.sha256(),
                input.linesOfFile(), input.defaults().asOptions());
        RunOptions options = new RunOptions(maxInFlight, maxOutage, ordered, retryFailed);
        try (Ledger ledger = Ledger.open(new Ledger.Opening(file, output, force, retryFailed), fresh)) {
            BatchRun run = new BatchRun(input, ledger, options, session.clock());
            ProgressView view = ProgressView.on(session.err(), session.columns(), progress);
            return new AttendedRun(session, run, ledger, output).attend(client, view, ordered);
        }
    }
}
