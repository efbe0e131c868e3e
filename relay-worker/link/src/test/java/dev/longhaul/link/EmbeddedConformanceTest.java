package dev.longhaul.link;

import dev.longhaul.embedded.SharedServers;

class EmbeddedConformanceTest extends AmqpConformance {

    @Override
    protected String uri() {
        return SharedServers.embeddedAmqp().uri();
    }
}
