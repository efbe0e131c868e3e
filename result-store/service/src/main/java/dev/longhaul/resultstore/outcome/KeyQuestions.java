package dev.longhaul.resultstore.outcome;

import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.ResultMessage.KeyQuestion;
import dev.longhaul.contract.message.ResultMessage.KnownSet;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.Delivery;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.providerkey.ProviderKeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers' questions for the keys that administrators have added. What goes to them only workers can read. */
final class KeyQuestions {

    private static final Logger log = LoggerFactory.getLogger(KeyQuestions.class);

    private final ProviderKeyStore keys;
    private final ConfirmedPublisher amqp;

    KeyQuestions(ProviderKeyStore keys, ConfirmedPublisher amqp) {
        this.keys = keys;
        this.amqp = amqp;
    }

    /** Answers from the record and acknowledges. Without an answer the worker asks again. */
    void answer(KeyQuestion question, Delivery delivery) {
        Map<String, Long> known = question.known().stream()
                .collect(Collectors.toMap(KnownSet::provider, KnownSet::revision, Math::max));
        try {
            List<ProviderKeySet> news = keys.sets().stream()
                    .filter(set -> set.revision() > known.getOrDefault(set.provider(), 0L)).toList();
            // lost, it is asked again
            CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.CONTROL, question.worker(),
                    MessageCodec.write(new ControlMessage.ProviderKeys(news, true)));
        } catch (StoreUnavailableException e) {
            log.info("worker {} asks for added keys; it will ask again until MongoDB answers: {}", question.worker(),
                    e.getMessage());
        } catch (RuntimeException e) {
            log.error("worker {} asks for added keys and gets no answer; it will ask again", question.worker(), e);
        }
        delivery.ack();
    }
}
