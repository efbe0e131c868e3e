package dev.longhaul.load;

import static us.abstracta.jmeter.javadsl.JmeterDsl.httpSampler;
import static us.abstracta.jmeter.javadsl.JmeterDsl.responseAssertion;
import static us.abstracta.jmeter.javadsl.JmeterDsl.testPlan;
import static us.abstracta.jmeter.javadsl.JmeterDsl.threadGroup;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.http.entity.ContentType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import us.abstracta.jmeter.javadsl.core.TestPlanStats;
import us.abstracta.jmeter.javadsl.core.stats.StatsSummary;

/**
 * Users who make one chat call after the other, for a while. Exits with 1 when the platform was not good enough for
 * them: 95 of 100 answers within 2 s, less than one in a hundred refused or wrong, more than 50 a second.
 */
@Command(name = "load", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Users who make one chat call after the other to a platform that runs.")
public final class ChatLoad implements Callable<Integer> {

    private static final Duration MOST_P95 = Duration.ofSeconds(2);
    private static final double MOST_ERRORS = 0.01;
    private static final double LEAST_PER_SECOND = 50;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8080", description = "Where the platform is.")
    private String url = "";

    @Option(names = "--api-key", paramLabel = "KEY", defaultValue = "${env:LONGHAUL_API_KEY}", showDefaultValue = CommandLine.Help.Visibility.NEVER, description = "Also taken from LONGHAUL_API_KEY.")
    private @Nullable String key;

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "gpt-5.4-nano", description = "A model of the platform's catalogue.")
    private String model = "";

    @Option(names = "--users", paramLabel = "N", defaultValue = "100", description = "Calls at a time.")
    private int users;

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "20", description = "Seconds before the measurement.")
    private int warmUp;

    @Option(names = "--duration", paramLabel = "S", defaultValue = "60", description = "Seconds of the measurement.")
    private int seconds;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ChatLoad()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        if (key == null || key.isEmpty()) {
            throw new ParameterException(command, "an API key is missing: --api-key or LONGHAUL_API_KEY");
        }
        if (users < 1 || users > 10_000 || warmUp < 1 || seconds < 1) {
            throw new ParameterException(command, "--users must be 1 to 10000, --warm-up and --duration 1 or more");
        }
        run(warmUp);
        StatsSummary all = run(seconds).overall();
        double errors = (double) all.errorsCount() / all.samplesCount();
        Duration p95 = all.sampleTime().perc95();
        double rate = all.samples().perSecond();
        PrintWriter out = command.getOut();
        out.printf(Locale.ROOT,
                "%d users for %d s: %d calls, %.1f a second, %.2f %% failed, p50 %d ms, p95 %d ms, p99 %d ms%n",
                users,
                seconds, all.samplesCount(), rate, 100 * errors, all.sampleTime().median().toMillis(), p95.toMillis(),
                all.sampleTime().perc99().toMillis());
        boolean good = p95.compareTo(MOST_P95) < 0 && errors < MOST_ERRORS && rate > LEAST_PER_SECOND;
        out.println(good
                ? "good enough: p95 below 2 s, below 1 % failed, more than 50 a second"
                : "not good enough: wanted are p95 below 2 s, below 1 % failed, more than 50 a second");
        out.flush();
        return good ? 0 : 1;
    }

    private TestPlanStats run(int duration) throws IOException {
        return testPlan(threadGroup(users, Duration.ofSeconds(duration),
                httpSampler(url + "/v1/chat/completions").method("POST").contentType(ContentType.APPLICATION_JSON)
                        .header("Authorization", "Bearer " + key).body(body())
                        .children(responseAssertion().containsSubstrings("\"chat.completion\""))))
                .run();
    }

    /** JMeter fills the numbers in, so that no two calls ask the same. */
    private String body() {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"User ${__threadNum} asks for the ${__counter(TRUE,)}th time (${__UUID()}): how far is the Moon?\"}]}";
    }
}
