package dev.longhaul.api.reply;

import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.Signal;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.link.Delivery;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what workers and dispatchers send to this instance to the calls that wait for it. */
public final class ReplyReader implements Consumer<Delivery> {

    private static final Logger log = LoggerFactory.getLogger(ReplyReader.class);

    private final JobWatches watches;
    private final Consumer<Reply.Place> places;

    /**
     * @param places
     *            takes the answers to questions about a job's place
     */
    public ReplyReader(JobWatches watches, Consumer<Reply.Place> places) {
        this.watches = watches;
        this.places = places;
    }

    @Override
    public void accept(Delivery delivery) {
        try {
            switch (MessageCodec.read(delivery.body(), Reply.class)) {
                case Reply.Chunks chunks -> watches.onReply(chunks.id(), new Signal.Pieces(chunks));
                case Reply.Ended ended -> watches.onReply(ended.id(), new Signal.Ended(ended));
                case Reply.Place place -> places.accept(place);
            }
        } catch (UnreadableMessageException e) {
            // not kept: the record gets the same outcome on its own, and the call that waits is woken by the log
            log.warn("a reply cannot be read and is dropped; its call goes on by the record: {}", e.getMessage());
        } finally {
            delivery.ack();
        }
    }
}
