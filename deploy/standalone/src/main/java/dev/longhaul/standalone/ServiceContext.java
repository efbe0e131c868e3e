package dev.longhaul.standalone;

import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One service in a Spring context of its own, with its own settings and port. */
final class ServiceContext implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private ServiceContext(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts a service.
     *
     * @param settings
     *            over those of the service's own {@code application.yaml}
     */
    static ServiceContext start(Class<?> application, Map<String, String> settings) {
        List<String> arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue()).toList();
        SpringApplicationBuilder builder = new SpringApplicationBuilder(application).web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF).logStartupInfo(false).registerShutdownHook(false)
                // every service has an application.yaml at the root of its own jar: name the one that is meant
                .properties("spring.config.location=" + ownSettings(application));
        return new ServiceContext(builder.run(arguments.toArray(String[]::new)));
    }

    private static String ownSettings(Class<?> application) {
        String path = application.getName().replace('.', '/') + ".class";
        URL own = Objects.requireNonNull(application.getClassLoader().getResource(path), path);
        String root = own.toString();
        return root.substring(0, root.length() - path.length()) + "application.yaml";
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @Override
    public void close() {
        context.close();
    }
}
