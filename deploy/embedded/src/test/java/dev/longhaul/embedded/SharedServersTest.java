package dev.longhaul.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class SharedServersTest {

    @Test
    void every_call_answers_the_same_running_server() throws Exception {
        assertThat(SharedServers.kafka()).isSameAs(SharedServers.kafka());
        assertThat(SharedServers.embeddedAmqp()).isSameAs(SharedServers.embeddedAmqp());
        assertThat(SharedServers.mongo()).isSameAs(SharedServers.mongo());

        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(SharedServers.embeddedAmqp().uri());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedServers.kafka().bootstrapServers()));
                Connection connection = factory.newConnection();
                MongoClient mongo = MongoClients.create(SharedServers.mongo().uri("shared"))) {
            assertThat(admin.describeCluster().nodes().get(10, TimeUnit.SECONDS)).hasSize(1);
            assertThat(connection.isOpen()).isTrue();
            assertThat(mongo.getDatabase("shared").runCommand(new Document("ping", 1))).containsKey("ok");
        }
    }
}
