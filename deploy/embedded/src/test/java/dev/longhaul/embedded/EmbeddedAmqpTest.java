package dev.longhaul.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedAmqpTest {

    @TempDir
    Path directory;

    @Test
    void a_confirmed_message_is_delivered_and_gone_after_its_acknowledgement() throws Exception {
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.inMemory());
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
            channel.queueDeclare("jobs", true, false, false, null);
            channel.basicConsume("jobs", false, (tag, delivery) -> deliveries.add(delivery), tag -> {
            });

            publishConfirmed(channel, "jobs", "one");

            Delivery delivery = deliveries.poll(10, TimeUnit.SECONDS);
            assertThat(delivery).isNotNull();
            assertThat(delivery.getBody()).isEqualTo("one".getBytes(UTF_8));
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
            assertThat(channel.messageCount("jobs")).isZero();
        }
    }

    @Test
    void an_unacknowledged_message_comes_back_redelivered_when_its_channel_closes() throws Exception {
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.inMemory());
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("jobs", true, false, false, null);
            publishConfirmed(channel, "jobs", "one");
            Channel dying = connection.createChannel();
            assertThat(dying.basicGet("jobs", false)).isNotNull();

            dying.close();

            GetResponse again = channel.basicGet("jobs", true);
            assertThat(again.getEnvelope().isRedeliver()).isTrue();
        }
    }

    @Test
    void a_mandatory_message_without_a_queue_is_returned() throws Exception {
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.inMemory());
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            BlockingQueue<String> returned = new LinkedBlockingQueue<>();
            channel.addReturnListener(message -> returned.add(message.getRoutingKey()));

            channel.basicPublish("", "nowhere", true, MessageProperties.PERSISTENT_BASIC, new byte[0]);

            assertThat(returned.poll(10, TimeUnit.SECONDS)).isEqualTo("nowhere");
        }
    }

    @Test
    void a_message_of_32_megabytes_arrives_whole() throws Exception {
        byte[] large = new byte[32 * 1024 * 1024];
        large[large.length - 1] = 7;
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.in(directory));
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("jobs", true, false, false, null);
            channel.confirmSelect();
            channel.basicPublish("", "jobs", MessageProperties.PERSISTENT_BASIC, large);
            channel.waitForConfirmsOrDie(30_000);

            assertThat(channel.basicGet("jobs", true).getBody()).isEqualTo(large);
        }
    }

    @Test
    void queues_bindings_and_durable_messages_outlive_a_restart_on_another_port() throws Exception {
        int firstPort;
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.in(directory));
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            firstPort = broker.port();
            channel.queueDeclare("jobs", true, false, false, null);
            channel.exchangeDeclare("relay", "topic", true);
            channel.queueBind("jobs", "relay", "pool.*");
            publishConfirmed(channel, "jobs", "one");
        }
        int otherPort = FreePort.choose(1)[0];
        assertThat(otherPort).isNotEqualTo(firstPort);
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.in(directory).withPort(otherPort));
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            assertThat(broker.port()).isEqualTo(otherPort);
            channel.confirmSelect();
            channel.basicPublish("relay", "pool.batch", MessageProperties.PERSISTENT_BASIC, "two".getBytes(UTF_8));
            channel.waitForConfirmsOrDie(10_000);

            List<String> bodies = List.of(new String(channel.basicGet("jobs", true).getBody(), UTF_8),
                    new String(channel.basicGet("jobs", true).getBody(), UTF_8));

            assertThat(bodies).containsExactly("one", "two");
        }
    }

    @Test
    void only_the_account_of_the_options_may_connect() {
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.inMemory().withAccount("bench", "s3cret"))) {
            assertThat(broker.uri()).isEqualTo("amqp://bench:s3cret@127.0.0.1:" + broker.port());
            ConnectionFactory factory = new ConnectionFactory();
            factory.setPort(broker.port());
            factory.setUsername("bench");
            factory.setPassword("wrong");
            assertThatThrownBy(factory::newConnection).isInstanceOf(PossibleAuthenticationFailureException.class);
        }
    }

    @Test
    void an_argument_that_rabbitmq_would_know_closes_the_connection() throws Exception {
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.inMemory())) {
            Connection connection = connect(broker);
            Channel channel = connection.createChannel();
            Map<String, Object> arguments = Map.of("x-message-ttl", 1000);

            assertThatThrownBy(() -> channel.queueDeclare("jobs", true, false, false, arguments))
                    .isInstanceOf(IOException.class);
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void a_taken_port_fails_the_start() {
        try (EmbeddedAmqp broker = EmbeddedAmqp.start(AmqpOptions.inMemory())) {
            AmqpOptions taken = AmqpOptions.inMemory().withPort(broker.port());
            assertThatThrownBy(() -> EmbeddedAmqp.start(taken)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + broker.port());
        }
    }

    @Test
    void a_password_that_a_uri_would_have_to_encode_is_refused() {
        assertThatThrownBy(() -> AmqpOptions.inMemory().withAccount("user", "p@ss"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_password_does_not_stand_in_the_text_of_the_options() {
        assertThat(AmqpOptions.inMemory().withAccount("user", "s3cret").toString()).doesNotContain("s3cret");
    }

    private static void publishConfirmed(Channel channel, String queue, String body) throws Exception {
        channel.confirmSelect();
        AMQP.BasicProperties persistent = MessageProperties.PERSISTENT_BASIC;
        channel.basicPublish("", queue, persistent, body.getBytes(UTF_8));
        channel.waitForConfirmsOrDie(10_000);
    }

    private static Connection connect(EmbeddedAmqp broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        return factory.newConnection();
    }
}
