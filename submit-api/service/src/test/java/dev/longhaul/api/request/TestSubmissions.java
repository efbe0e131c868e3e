package dev.longhaul.api.request;

import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.contract.catalog.CatalogFile;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.plan.Allowed;
import dev.longhaul.contract.webhook.AddressGuard;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;

/** Reads requests with the tests' catalogue. */
final class TestSubmissions {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final SubmissionReader READER = new SubmissionReader(models(), Clock.fixed(NOW, ZoneOffset.UTC), 100,
            tenant -> tenant.equals("sharing") ? CachePolicy.ALWAYS : CachePolicy.DETERMINISTIC, tenant -> Allowed.ALL,
            AddressGuard.STRICT::refusal);

    private TestSubmissions() {}

    private static ModelDirectory models() {
        InputStream catalog = Objects.requireNonNull(TestSubmissions.class.getResourceAsStream("/catalog.yaml"));
        return new ModelDirectory(CatalogFile.read(catalog, "catalog.yaml"));
    }

    static Submission read(String body) {
        return READER.read(body.getBytes(StandardCharsets.UTF_8), "acme", Lane.STANDARD);
    }
}
