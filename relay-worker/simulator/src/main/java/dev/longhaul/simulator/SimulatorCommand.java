package dev.longhaul.simulator;

import dev.longhaul.simulator.config.InvalidConfig;
import dev.longhaul.simulator.config.SimulatorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs the simulator by itself. */
@Command(name = "longhaul-simulator", mixinStandardHelpOptions = true, versionProvider = SimulatorCommand.JarVersion.class, sortOptions = false, description = "Plays OpenAI, Anthropic and Gemini on one port.")
public final class SimulatorCommand implements Callable<Integer> {

    @Option(names = "--config", paramLabel = "FILE", description = "YAML or JSON file; the options below override it.")
    private @Nullable Path file;
    @Option(names = "--host", description = "Interface to listen on (127.0.0.1).")
    private @Nullable String host;
    @Option(names = "--port", description = "Port to listen on; 0 takes a free one (0).")
    private @Nullable Integer port;
    @Option(names = "--seed", description = "Start of the random sequences (1).")
    private @Nullable Long seed;
    @Option(names = "--latency", paramLabel = "MILLIS", description = "Time to the first byte (0).")
    private @Nullable Double latency;
    @Option(names = "--latency-sigma", paramLabel = "SIGMA", description = "Makes the latency lognormal with this spread; --latency is its median.")
    private @Nullable Double sigma;
    @Option(names = "--tokens-per-second", paramLabel = "TOKENS", description = "Pace of streamed answers; 0 is at once (0).")
    private @Nullable Double pace;
    @Option(names = "--answer-tokens", paramLabel = "TOKENS", description = "Length of every answer (16 to 48).")
    private @Nullable Integer answerTokens;
    @Option(names = "--max-parallel", paramLabel = "CALLS", description = "Most open calls; 0 is no limit (0).")
    private @Nullable Integer parallel;
    @Option(names = "--rpm", paramLabel = "CALLS", description = "Calls a minute for each key; replaces the file's limits.")
    private @Nullable Integer requestsPerMinute;
    @Option(names = "--tpm", paramLabel = "TOKENS", description = "Tokens a minute for each key; replaces the file's limits.")
    private @Nullable Integer tokensPerMinute;
    @Option(names = "--no-markers", description = "Do not obey markers in prompts such as [[sim:status=503]].")
    private boolean noMarkers;

    @Spec
    private @Nullable CommandSpec spec;

    /** Reads the version from the jar, where the build wrote it. */
    static final class JarVersion implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            var version = SimulatorCommand.class.getPackage().getImplementationVersion();
            return new String[]{version == null ? "not from a jar" : version};
        }
    }

    /** Runs the simulator until the process is ended. */
    public static void main(String[] arguments) {
        int exitCode = new CommandLine(new SimulatorCommand()).execute(arguments);
        // While the server runs, its event loop keeps the process alive.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    @Override
    public Integer call() throws IOException {
        var commandLine = Objects.requireNonNull(spec, "set by picocli").commandLine();
        try {
            var simulator = Simulator.start(config());
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "simulator-close"));
            commandLine.getOut().println("simulator listening on " + simulator.baseUrl());
            commandLine.getOut().flush();
            return 0;
        } catch (InvalidConfig | IllegalStateException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
    }

    /** The file's configuration with the options on top. */
    SimulatorConfig config() throws IOException {
        var base = file == null ? SimulatorConfig.defaults() : SimulatorConfig.parse(Files.readString(file));
        return base.overridden(options().toString());
    }

    private ObjectNode options() {
        var options = JsonMapper.shared().createObjectNode();
        putIfSet(options.withObject("listen"), "host", host);
        putIfSet(options.withObject("listen"), "port", port);
        putIfSet(options, "seed", seed);
        putIfSet(options.withObject("latency"), "millis", latency);
        if (latency != null || sigma != null) {
            options.withObject("latency").put("kind", sigma == null ? "fixed" : "lognormal");
        }
        putIfSet(options.withObject("latency"), "sigma", sigma);
        putIfSet(options.withObject("output"), "tokensPerSecond", pace);
        putIfSet(options.withObject("output"), "minTokens", answerTokens);
        putIfSet(options.withObject("output"), "maxTokens", answerTokens);
        putIfSet(options.withObject("parallel"), "max", parallel);
        if (requestsPerMinute != null || tokensPerMinute != null) {
            var limit = options.putArray("limits").addObject();
            putIfSet(limit, "requestsPerMinute", requestsPerMinute);
            putIfSet(limit, "tokensPerMinute", tokensPerMinute);
        }
        if (noMarkers) {
            options.put("markers", false);
        }
        return options;
    }

    private static void putIfSet(ObjectNode node, String field, @Nullable Object value) {
        if (value != null) {
            node.putPOJO(field, value);
        }
    }
}
