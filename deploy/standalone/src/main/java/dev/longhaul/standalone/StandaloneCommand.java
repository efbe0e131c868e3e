package dev.longhaul.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code java -jar longhaul-standalone.jar}: everything in one process until Ctrl-C. */
@Command(name = "longhaul-standalone", mixinStandardHelpOptions = true, description = "Runs all of Longhaul in one process, on embedded servers that keep their data.", showDefaultValues = true)
public final class StandaloneCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(StandaloneCommand.class);

    @Option(names = "--data", paramLabel = "DIR", defaultValue = "longhaul-data", description = "Directory of everything that is kept. Stop or kill the process, start it again: every "
            + "accepted job ends.")
    private Path data = Path.of("longhaul-data");

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "Port of the API; the services' health is on the three ports after it, the simulator ten "
            + "after it. 0: free ports.")
    private int port;

    @Option(names = "--slots", paramLabel = "N", defaultValue = "64", description = "Provider calls at a time.")
    private int slots;

    @Option(names = "--simulator-latency", paramLabel = "MS", defaultValue = "200", description = "Milliseconds until the simulator's first byte.")
    private long simulatorLatency;

    public static void main(String[] args) {
        // The services' contexts share this process: one of them must not set up logging again for all.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        // Tomcat logs by java.util.logging, past logback's levels
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(new CommandLine(new StandaloneCommand()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        long began = System.nanoTime();
        StandaloneOptions options = new StandaloneOptions(data, port, slots, Duration.ofMillis(simulatorLatency));
        Standalone standalone;
        try {
            standalone = Standalone.start(options, System.getenv());
        } catch (StandaloneException e) {
            System.err.println("Longhaul cannot start. " + e.getMessage());
            log.debug("why it cannot start", e);
            return CommandLine.ExitCode.SOFTWARE;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.err.println("Longhaul stops; what is accepted goes on after the next start.");
            standalone.close();
            stopped.countDown();
        }, "stop"));
        ConnectionFile.write(standalone, data);
        System.out.println(Welcome.text(standalone, options, Duration.ofNanos(System.nanoTime() - began)));
        stopped.await();
        return CommandLine.ExitCode.OK;
    }
}
