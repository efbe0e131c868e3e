package dev.longhaul.dispatcher;

import dev.longhaul.dispatcher.platform.Servers;
import org.junit.jupiter.api.Tag;

@Tag("amqp")
class PipelineTest extends PipelineConformance {

    @Override
    Servers servers() {
        return Servers.shared();
    }
}
