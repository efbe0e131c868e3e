package dev.longhaul.api.providerkey;

import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells workers which keys a provider has now, so that they need not wait for their next question. Thread-safe. */
public final class KeyNotices {

    private static final Logger log = LoggerFactory.getLogger(KeyNotices.class);

    private final ConfirmedPublisher amqp;

    public KeyNotices(ConfirmedPublisher amqp) {
        this.amqp = amqp;
    }

    /** To be called when the keys stand in the record. */
    void tell(ProviderKeySet keys) {
        CompletableFuture<Void> unused = amqp.publishTransient(RelayTopology.CONTROL, RelayTopology.ALL,
                MessageCodec.write(new ControlMessage.ProviderKeys(List.of(keys), false)))
                .whenComplete((sent, failure) -> {
                    if (failure != null) {
                        log.info("the keys of {} are in the record; workers ask for them within a minute: {}",
                                keys.provider(), failure.getMessage());
                    }
                });
    }
}
