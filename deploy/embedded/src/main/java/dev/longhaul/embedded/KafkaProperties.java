package dev.longhaul.embedded;

import java.time.Duration;
import java.util.Properties;

/** The server properties of the one-node KRaft broker. */
final class KafkaProperties {

    static final int NODE = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final int MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

    private KafkaProperties() {}

    /**
     * Properties for this start.
     *
     * @param logDirectory
     *            absolute; holds records and metadata
     * @param brokerPort
     *            the clients' listener
     * @param controllerPort
     *            the controller's listener; nothing stored names it, so it may change from start to start
     */
    static Properties of(KafkaOptions options, String logDirectory, int brokerPort, int controllerPort) {
        Properties properties = new Properties();
        node(properties, logDirectory, brokerPort, controllerPort);
        singleReplica(properties);
        sessions(properties, options.sessionTimeout());
        topics(properties, options);
        smallMachine(properties);
        return properties;
    }

    private static void node(Properties properties, String logDirectory, int brokerPort, int controllerPort) {
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("inter.broker.listener.name", "CLIENTS");
        properties.put("listeners",
                "CLIENTS://127.0.0.1:" + brokerPort + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", "CLIENTS://127.0.0.1:" + brokerPort);
        properties.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.put("log.dirs", logDirectory);
        properties.put("metadata.log.dir", logDirectory);
    }

    private static void singleReplica(Properties properties) {
        for (String topic : new String[]{"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(topic + ".replication.factor", "1");
            properties.put(topic + ".num.partitions", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
    }

    private static void sessions(Properties properties, Duration sessionTimeout) {
        properties.put("broker.session.timeout.ms", Long.toString(sessionTimeout.toMillis()));
        properties.put("broker.heartbeat.interval.ms", Long.toString(sessionTimeout.toMillis() / 5));
        properties.put("group.initial.rebalance.delay.ms", "0");
    }

    /** A topic exists because a service created it: a misspelt name must fail and not grow a topic of its own. */
    private static void topics(Properties properties, KafkaOptions options) {
        properties.put("auto.create.topics.enable", "false");
        properties.put("num.partitions", Integer.toString(options.partitions()));
        properties.put("log.retention.ms", Long.toString(options.retention().toMillis()));
        properties.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        properties.put("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        properties.put("fetch.max.bytes", Integer.toString(2 * MAX_MESSAGE_BYTES));
    }

    /** Kafka's defaults are for a machine of its own: the cleaner alone would take a buffer of 128 MB. */
    private static void smallMachine(Properties properties) {
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        properties.put("log.segment.bytes", Integer.toString(128 * 1024 * 1024));
        properties.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
    }
}
