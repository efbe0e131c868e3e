package dev.longhaul.worker.report;

import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.Reply;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.provider.ChunkSink;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the submit-api instance that waits for a job, at once and without keeping anything: what is lost with a link is
 * found in the record. Thread-safe.
 */
public final class Replies {

    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    private final ConfirmedPublisher publisher;

    /**
     * @param publisher
     *            of its own, so that replies never stand behind the record's reports
     */
    public Replies(ConfirmedPublisher publisher) {
        this.publisher = publisher;
    }

    /** A stream for a job's pieces; nobody waiting by name means that whoever watches the job gets them. */
    public ChunkSink pieces(RelayJob job) {
        return new Pieces(job);
    }

    /** Tells of the end, unless nobody waits or the job goes on. */
    public void ended(RelayJob job, Outcome outcome) {
        String replyTo = job.replyTo();
        boolean goesOn = switch (outcome) {
            case Outcome.Throttled throttled -> true;
            case Outcome.HandedBack back -> true;
            case Outcome.Answered answered -> false;
            case Outcome.Failed failed -> false;
            case Outcome.Cancelled cancelled -> false;
            case Outcome.Expired expired -> false;
        };
        if (replyTo != null && !goesOn) {
            send(replyTo, new Reply.Ended(job.id(), job.epoch(), outcome));
        }
    }

    private void send(String to, Reply reply) {
        // the answer is not to be kept until the broker has confirmed it
        JobId id = reply.id();
        publisher.publishTransient(RelayTopology.REPLIES, to, MessageCodec.write(reply), failure -> {
            if (failure != null) {
                log.debug("job {}: a reply to {} was lost; the record has the outcome: {}", id, to,
                        failure.getMessage());
            }
        });
    }

    /** The pieces of one dispatch, in order. Used by one thread at a time. */
    private final class Pieces implements ChunkSink {

        private final RelayJob job;
        private int sent;

        Pieces(RelayJob job) {
            this.job = job;
        }

        @Override
        public void accept(List<String> chunks) {
            String replyTo = job.replyTo();
            send(replyTo == null ? RelayTopology.ALL : replyTo,
                    new Reply.Chunks(job.id(), job.epoch(), sent, chunks));
            sent += chunks.size();
        }
    }
}
