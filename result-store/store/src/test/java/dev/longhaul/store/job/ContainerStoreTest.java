package dev.longhaul.store.job;

import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mongodb.MongoDBContainer;

/** Against MongoDB in a container, where Docker runs. */
@Testcontainers
@EnabledIf(value = "isDockerThere", disabledReason = "Docker does not run here, so MongoDB's container cannot start; "
        + "the same tests run on the embedded server")
class ContainerStoreTest extends JobStoreConformanceTest {

    @Container
    private static final MongoDBContainer MONGODB = new MongoDBContainer("mongo:8.0");

    static boolean isDockerThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    protected String uri() {
        return MONGODB.getConnectionString();
    }
}
