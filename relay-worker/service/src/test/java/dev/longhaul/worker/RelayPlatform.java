package dev.longhaul.worker;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.message.AnswerPart;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJobs;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.contract.message.WorkerReport;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The services around a worker, as small as a test needs them: sends jobs, keeps what the worker reports, answers its
 * questions.
 */
final class RelayPlatform implements AutoCloseable {

    static final String INSTANCE = "test-api";

    final List<StartReport> starts = new CopyOnWriteArrayList<>();
    final List<OutcomeReport> outcomes = new CopyOnWriteArrayList<>();
    final List<AnswerPart> parts = new CopyOnWriteArrayList<>();
    final List<Integer> bundles = new CopyOnWriteArrayList<>();
    final List<ResultMessage.VerdictRequest> questions = new CopyOnWriteArrayList<>();
    final List<Reply> replies = new CopyOnWriteArrayList<>();
    final List<WorkerReport> reports = new CopyOnWriteArrayList<>();
    final List<ResultMessage.KeyQuestion> keyQuestions = new CopyOnWriteArrayList<>();
    /** The added keys that the record has; null: it does not answer. */
    volatile @Nullable List<ProviderKeySet> keys = List.of();
    volatile Function<ResultMessage.Delivery, Optional<ControlMessage.Verdict>> verdict = asked -> Optional
            .of(outcome(asked.id()).isPresent() ? ControlMessage.Verdict.DROP : ControlMessage.Verdict.RUN);

    private final String pool;
    private final CachingConnectionFactory connections;
    private final RabbitAdmin admin;
    private final GenericApplicationContext context = new GenericApplicationContext();
    private final ConfirmedPublisher publisher;
    private final List<RelayConsumer> consumers = new ArrayList<>();

    RelayPlatform(String uri, String pool) {
        this.pool = pool;
        connections = new CachingConnectionFactory(java.net.URI.create(uri));
        admin = new RabbitAdmin(connections);
        register("durable", RelayTopology.durable(Set.of(pool)));
        register("replies", RelayTopology.instance(RelayTopology.REPLIES, INSTANCE));
        register("reports", RelayTopology.instance(RelayTopology.REPORTS, INSTANCE));
        context.refresh();
        admin.setApplicationContext(context);
        admin.afterPropertiesSet();
        admin.initialize();
        RelayTopology.durable(Set.of(pool)).getDeclarablesByType(Queue.class)
                .forEach(queue -> admin.purgeQueue(queue.getName(), false));
        publisher = new ConfirmedPublisher(connections, 1_000);
        consume(RelayTopology.RESULTS, this::result);
        consume(RelayTopology.ANSWERS, delivery -> parts.add(read(delivery, AnswerPart.class)));
        consume(RelayTopology.instanceQueue(RelayTopology.REPLIES, INSTANCE),
                delivery -> replies.add(read(delivery, Reply.class)));
        consume(RelayTopology.instanceQueue(RelayTopology.REPORTS, INSTANCE),
                delivery -> reports.add(read(delivery, WorkerReport.class)));
    }

    private void register(String name, Declarables declarables) {
        context.registerBean(name, Declarables.class, () -> declarables);
    }

    private void consume(String queue, java.util.function.Consumer<Delivery> handler) {
        consumers.add(RelayConsumer.start(connections, admin, queue, 500, delivery -> {
            handler.accept(delivery);
            delivery.ack();
        }));
    }

    private void result(Delivery delivery) {
        switch (read(delivery, ResultMessage.class)) {
            case ResultMessage.Results results -> {
                starts.addAll(results.starts());
                outcomes.addAll(results.outcomes());
                bundles.add(results.starts().size() + results.outcomes().size());
            }
            case ResultMessage.VerdictRequest request -> {
                questions.add(request);
                answer(request);
            }
            case ResultMessage.HeldAnswer answer -> reports.add(answer.held());
            case ResultMessage.KeyQuestion question -> {
                keyQuestions.add(question);
                answer(question);
            }
        }
    }

    /** The parts of a long answer that have come, put together. */
    String answer(JobId id) {
        return parts.stream().filter(part -> part.id().equals(id)).sorted(Comparator.comparingInt(AnswerPart::number))
                .map(AnswerPart::text).collect(Collectors.joining());
    }

    private void answer(ResultMessage.VerdictRequest request) {
        List<ControlMessage.JobVerdict> verdicts = new ArrayList<>();
        for (ResultMessage.Delivery asked : request.deliveries()) {
            verdict.apply(asked).ifPresent(
                    said -> verdicts.add(new ControlMessage.JobVerdict(asked.id(), asked.epoch(), said)));
        }
        if (!verdicts.isEmpty()) {
            control(request.worker(), new ControlMessage.Verdicts(request.question(), verdicts));
        }
    }

    private void answer(ResultMessage.KeyQuestion question) {
        List<ProviderKeySet> kept = keys;
        if (kept != null) {
            control(question.worker(), new ControlMessage.ProviderKeys(kept, true));
        }
    }

    void send(RelayJob... jobs) {
        sendRaw(jobs[0].lane(), MessageCodec.write(new RelayJobs(List.of(jobs))));
    }

    void sendRaw(Lane lane, byte[] body) {
        publisher.publish("", RelayTopology.workQueue(pool, lane), body).join();
    }

    void control(String to, ControlMessage message) {
        publisher.publishTransient(RelayTopology.CONTROL, to, MessageCodec.write(message)).join();
    }

    Optional<OutcomeReport> outcome(JobId id) {
        return outcomes.stream().filter(report -> report.id().equals(id)).findFirst();
    }

    List<Reply> repliesTo(JobId id) {
        return replies.stream().filter(reply -> reply.id().equals(id)).toList();
    }

    long ready(String queue) {
        return Objects.requireNonNull(admin.getQueueInfo(queue)).getMessageCount();
    }

    byte[] takeDead() {
        return Objects.requireNonNull(admin.getRabbitTemplate().receive(RelayTopology.DEAD)).getBody();
    }

    RabbitAdmin admin() {
        return admin;
    }

    private static <T> T read(Delivery delivery, Class<T> type) {
        try {
            return MessageCodec.read(delivery.body(), type);
        } catch (UnreadableMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        consumers.forEach(RelayConsumer::close);
        publisher.close();
        connections.destroy();
        context.close();
    }
}
