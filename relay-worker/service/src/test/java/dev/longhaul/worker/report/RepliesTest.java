package dev.longhaul.worker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.message.Outcome;
import dev.longhaul.embedded.CutProxy;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.Jobs;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

@Tag("amqp")
class RepliesTest {

    private static final String NOBODY = "nobody";

    private final CutProxy link = CutProxy.before(SharedServers.amqp().uri());
    private final CachingConnectionFactory connections = new CachingConnectionFactory(URI.create(link.uri()));
    private final ConfirmedPublisher publisher = new ConfirmedPublisher(connections, 10);
    private final Replies replies = new Replies(publisher);

    @AfterEach
    void close() {
        link.up();
        publisher.close();
        connections.destroy();
        link.close();
    }

    @Test
    void an_answer_is_not_kept_until_the_broker_has_confirmed_its_reply() {
        new RabbitAdmin(connections).declareExchange(new DirectExchange(RelayTopology.REPLIES));
        publisher.publishTransient(RelayTopology.REPLIES, NOBODY, new byte[0]).join();
        link.hang();

        WeakReference<String> answer = reply();
        CompletableFuture<Void> after = publisher.publishTransient(RelayTopology.REPLIES, NOBODY, new byte[0]);

        await().until(() -> {
            System.gc();
            return answer.refersTo(null);
        });
        assertThat(after).isNotDone();
    }

    private WeakReference<String> reply() {
        String answer = "{}".repeat(1_000);
        replies.ended(Jobs.aJob().replyTo(NOBODY).build(), new Outcome.Succeeded(answer, null));
        return new WeakReference<>(answer);
    }
}
