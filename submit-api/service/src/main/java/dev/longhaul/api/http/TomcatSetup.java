package dev.longhaul.api.http;

import dev.longhaul.api.error.ServerErrorReport;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** What this service needs of its Tomcat whatever the configuration says. */
public final class TomcatSetup implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final RandomGenerator random;
    private final BodyRoom room;

    /**
     * @param random
     *            for request ids; thread-safe
     */
    public TomcatSetup(RandomGenerator random, BodyRoom room) {
        this.random = random;
        this.room = room;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // thousands of calls wait at a time: each on a thread that costs next to nothing
        factory.addProtocolHandlerCustomizers(
                handler -> handler.setExecutor(Executors.newVirtualThreadPerTaskExecutor()));
        factory.addEngineValves(new RequestValve(random, room));
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ServerErrorReport.class.getName());
            }
        });
    }
}
