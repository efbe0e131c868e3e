package dev.longhaul.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two files that Qpid reads at start, for the time of the start only (one holds the password).
 * <p>
 * They are files because Qpid takes them as URLs: its own {@code classpath:} URLs do not work in a Boot fat jar, where
 * Qpid is not in the system class loader, and without the second it asks for {@code classpath:system.properties}.
 */
record QpidConfiguration(Path brokerConfiguration, Path systemProperties) implements AutoCloseable {

    static QpidConfiguration write(AmqpOptions options) throws IOException {
        Path configuration = Files.createTempFile("longhaul-amqp", ".json");
        Path properties = Files.createTempFile("longhaul-amqp", ".properties");
        Files.writeString(configuration, json(options));
        return new QpidConfiguration(configuration, properties);
    }

    /** The model version is the one of Qpid 10.1; an older one would be upgraded, with a log line for each step. */
    private static String json(AmqpOptions options) {
        boolean inMemory = options.directory() == null;
        return """
                {
                  "name": "longhaul",
                  "modelVersion": "9.1",
                  "authenticationproviders": [{
                    "name": "account",
                    "type": "Plain",
                    "secureOnlyMechanisms": [],
                    "users": [{"name": "%s", "type": "managed", "password": "%s"}]
                  }],
                  "ports": [{
                    "name": "amqp",
                    "type": "AMQP",
                    "port": %d,
                    "bindingAddress": "127.0.0.1",
                    "authenticationProvider": "account",
                    "protocols": ["AMQP_0_9_1"],
                    "virtualhostaliases": [
                      {"name": "nameAlias", "type": "nameAlias"},
                      {"name": "defaultAlias", "type": "defaultAlias"}
                    ]
                  }],
                  "virtualhostnodes": [{
                    "name": "default",
                    "type": "%s",
                    "defaultVirtualHostNode": "true",
                    "virtualHostInitialConfiguration": "{\\"type\\": \\"%s\\"}"
                  }]
                }
                """.formatted(options.user(), options.password(), options.port(), inMemory ? "Memory" : "BDB",
                inMemory ? "Memory" : "BDB");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(brokerConfiguration);
        Files.deleteIfExists(systemProperties);
    }
}
