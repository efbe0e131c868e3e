package dev.longhaul.log;

import dev.longhaul.embedded.SharedServers;

class EmbeddedLogTest extends LogConformance {

    @Override
    String bootstrapServers() {
        return SharedServers.kafka().bootstrapServers();
    }
}
