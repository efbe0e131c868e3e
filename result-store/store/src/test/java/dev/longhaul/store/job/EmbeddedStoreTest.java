package dev.longhaul.store.job;

import dev.longhaul.embedded.SharedServers;

class EmbeddedStoreTest extends JobStoreConformanceTest {

    @Override
    protected String uri() {
        return SharedServers.mongo().uri("longhaul");
    }
}
