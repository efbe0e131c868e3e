package dev.longhaul.bench.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A platform that the bench is to start.
 *
 * @param setup
 *            which processes
 * @param simulator
 *            where the provider is played
 * @param services
 *            how the services of {@link Setup#PROCESSES} share processes
 * @param workers
 *            relay workers of {@link ServicesIn#EACH}
 * @param amqpUri
 *            a broker for {@link Setup#PROCESSES} that runs already, or null for one of the bench's own
 * @param slots
 *            provider calls at a time
 * @param tenants
 *            how many API keys
 * @param heap
 *            of the platform's JVMs
 * @param environment
 *            of the platform's JVMs, on top of the bench's; the services read their settings from it too
 * @param directory
 *            for data and logs, which then stay; null for a temporary one
 */
record OwnPlatform(Setup setup, SimulatorPlace simulator, ServicesIn services, int workers, @Nullable String amqpUri,
        int slots,
        int tenants, String heap, GarbageCollectors collectors, List<String> jvmOptions,
        Map<String, String> environment, @Nullable Path directory) {

    /** Which processes a platform is made of. */
    enum Setup {
        /** Everything in one JVM, committed to disk. */
        STANDALONE,
        /** Kafka, AMQP broker and MongoDB-protocol server (in memory) in processes of their own. */
        PROCESSES
    }

    /** Where the provider is played. */
    enum SimulatorPlace {
        /** In a JVM of its own, so that its CPU counts apart. */
        OWN_PROCESS,
        /** In the standalone's JVM, as users have it. */
        INSIDE;

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How services share JVMs. */
    enum ServicesIn {
        /** All in one JVM. */
        ONE,
        /** A JVM for each. */
        EACH
    }

    /** Starts it and returns when it takes jobs. */
    Platform start() {
        Parts parts = new Parts();
        try {
            WorkDirectory work = parts.add(WorkDirectory.open(directory));
            Launch launch = new Launch(work.path(), heap, collectors, jvmOptions, environment);
            return switch (setup) {
                case STANDALONE -> new StandaloneSetup(this, launch, parts).start();
                case PROCESSES -> new ProcessesSetup(this, launch, parts).start();
            };
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }
}
