package dev.longhaul.api;

import dev.longhaul.api.edge.EdgeLimits;
import dev.longhaul.api.edge.EdgeProperties;
import dev.longhaul.api.providerkey.WorkerKeyset;
import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.catalog.InvalidCatalogException;
import dev.longhaul.contract.job.JobIds;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.unit.DataSize;

/** Says at start, in one sentence, which setting is wrong, and what to write instead. */
final class StartCheck {

    private static final int SECRET_BYTES = 16;
    private static final DataSize LARGEST_BODY = DataSize.ofMegabytes(64);
    private static final DataSize LARGEST_BULK = DataSize.ofMegabytes(256);
    private static final DataSize LARGEST_FILE = DataSize.ofMegabytes(200);
    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(1);

    private StartCheck() {}

    static Catalog catalog(Path file) {
        try {
            return CatalogFile.read(file);
        } catch (InvalidCatalogException e) {
            throw new FailureAnalyzedException("The model catalogue is not usable: " + e.getMessage(),
                    "Mend the file, or let longhaul.catalog name another one.", e);
        }
    }

    static JobIds jobIds(@Nullable String secret, Clock clock, SecureRandom random) {
        byte[] bytes = secret == null ? new byte[0] : secret.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SECRET_BYTES) {
            throw new FailureAnalyzedException(
                    "longhaul.api.job-id-secret has " + bytes.length + " bytes and needs at least " + SECRET_BYTES
                            + ".",
                    "Set LONGHAUL_API_JOB_ID_SECRET to a random text, the same for all instances and for good, such as "
                            + "the output of: openssl rand -hex 32");
        }
        return new JobIds(bytes, clock, random);
    }

    static WorkerKeyset workerKeyset(@Nullable String setting) {
        try {
            return WorkerKeyset.of(setting);
        } catch (IllegalArgumentException e) {
            throw new FailureAnalyzedException("longhaul.api.worker-keyset is not usable: " + e.getMessage() + ".",
                    "Write the file of the workers' public keyset, or the JSON itself; 'java -jar relay-worker.jar "
                            + "new-keyset' makes it, beside the private one, which only workers may have.");
        }
    }

    /** Says nothing of what is wrong with the address, which may hold a password. */
    static EdgeLimits edgeLimits(EdgeProperties properties, MeterRegistry registry) {
        try {
            return new EdgeLimits(properties, registry, System::nanoTime);
        } catch (IllegalArgumentException e) {
            throw new FailureAnalyzedException("longhaul.api.edge.redis-uri is not the address of a Redis.",
                    "Write redis://user:password@host:6379, or rediss:// for TLS, or nothing: then each instance has "
                            + "limits of its own.");
        }
    }

    /** Checks settings that have to fit each other. */
    static SubmitApiProperties properties(SubmitApiProperties properties, Duration stopTime) {
        if (properties.stopGrace().compareTo(stopTime) >= 0) {
            throw new FailureAnalyzedException("longhaul.api.stop-grace (" + properties.stopGrace()
                    + ") is not shorter than spring.lifecycle.timeout-per-shutdown-phase (" + stopTime + ").",
                    "Make it shorter, so that waiting calls are answered before the web server stops.");
        }
        atMost("longhaul.api.body-limit", properties.bodyLimit(), LARGEST_BODY);
        atMost("longhaul.api.bulk-body-limit", properties.bulkBodyLimit(), LARGEST_BULK);
        atMost("longhaul.api.file-limit", properties.fileLimit(), LARGEST_FILE);
        DataSize memory = properties.bodyMemory();
        if (memory.toBytes() != 0 && memory.compareTo(LEAST_MEMORY) < 0) {
            throw new FailureAnalyzedException("longhaul.api.body-memory is " + memory + ".",
                    "Write at least " + LEAST_MEMORY.toMegabytes() + "MB, or 0 for a quarter of the heap.");
        }
        return properties;
    }

    private static void atMost(String name, DataSize size, DataSize most) {
        if (size.toBytes() < 1 || size.compareTo(most) > 0) {
            throw new FailureAnalyzedException(name + " is " + size + ".",
                    "Write 1B to " + most.toMegabytes() + "MB.");
        }
    }
}
