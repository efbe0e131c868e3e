package dev.longhaul.store.job;

import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Against any MongoDB that is named; it gets databases of its own and loses them again. */
@EnabledIfEnvironmentVariable(named = RealMongoStoreTest.URI, matches = "mongodb.*", disabledReason = "to run the store "
        + "against a MongoDB of yours, set " + RealMongoStoreTest.URI + " to its mongodb:// address")
class RealMongoStoreTest extends JobStoreConformanceTest {

    static final String URI = "LONGHAUL_TEST_MONGODB_URI";

    @Override
    protected String uri() {
        return Objects.requireNonNull(System.getenv(URI));
    }
}
