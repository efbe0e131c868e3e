package dev.longhaul.embedded;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

/** Uses the shared AMQP broker in a JVM that has neither Kafka nor the MongoDB server on its class path. */
final class AmqpAlone {

    private AmqpAlone() {}

    public static void main(String[] arguments) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(SharedServers.amqp().uri());
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            System.out.println("queue " + channel.queueDeclare().getMessageCount());
        }
        System.exit(0);
    }
}
