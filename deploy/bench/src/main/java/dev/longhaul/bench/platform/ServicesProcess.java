package dev.longhaul.bench.platform;

import dev.longhaul.api.SubmitApiApplication;
import dev.longhaul.dispatcher.DispatcherApplication;
import dev.longhaul.resultstore.ResultStoreApplication;
import dev.longhaul.worker.RelayWorkerApplication;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** One or more of the services in a JVM, each in a Spring context of its own; prints when they are up. */
public final class ServicesProcess {

    /** A service. */
    enum Service {
        RESULT_STORE(ResultStoreApplication.class), WORKER(RelayWorkerApplication.class), DISPATCHER(
                DispatcherApplication.class), SUBMIT_API(SubmitApiApplication.class);

        private final Class<?> application;

        Service(Class<?> application) {
            this.application = application;
        }

        String processName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private ServicesProcess() {}

    /**
     * @param args
     *            a properties file with the settings of all, then the {@link Service}s, in the order of their start
     */
    public static void main(String[] args) throws IOException {
        // the contexts share this process: one of them must not set up logging again for all
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(args[0]))) {
            settings.load(file);
        }
        List<Service> services = Arrays.stream(args).skip(1).map(Service::valueOf).toList();
        services.forEach(service -> start(service, settings));
        System.out.println("ready " + services.size());
    }

    private static void start(Service service, Properties settings) {
        Properties own = new Properties();
        own.putAll(settings);
        // every service has an application.yaml at the root of its own jar: name the one that is meant
        own.setProperty("spring.config.location", ownSettings(service.application));
        if (service != Service.SUBMIT_API) {
            own.setProperty("server.port", "0");
        }
        String[] arguments = own.stringPropertyNames().stream().map(name -> "--" + name + "=" + own.getProperty(name))
                .toArray(String[]::new);
        new SpringApplicationBuilder(service.application).web(WebApplicationType.SERVLET).bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false).run(arguments);
    }

    private static String ownSettings(Class<?> application) {
        String path = application.getName().replace('.', '/') + ".class";
        String own = Objects.requireNonNull(ClassLoader.getSystemResource(path), path).toString();
        return own.substring(0, own.length() - path.length()) + "application.yaml";
    }
}
