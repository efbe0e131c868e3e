package dev.longhaul.worker.report;

import dev.longhaul.contract.message.AnswerPart;
import dev.longhaul.contract.message.AnswerParts;
import dev.longhaul.contract.message.LongAnswers;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.ResultMessage;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.link.RelayTopology;
import dev.longhaul.worker.report.Bundle.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a bundle of reports travels in: one, or, when there is a long answer among them, the answer's parts
 * first and then one that says what they add up to. It is to be published only when the broker has the parts. Not
 * thread-safe.
 */
final class Parcel {

    /** Parts under way at a time: the bytes of all of a long answer's are more than a worker should have in hand. */
    private static final int TOGETHER = 4;

    private final String worker;
    private final List<Part> parts = new ArrayList<>();
    private final byte[] last;
    private int next;

    private Parcel(String worker, byte[] last) {
        this.worker = worker;
        this.last = last;
    }

    /**
     * @param worker
     *            who reports
     */
    static Parcel of(String worker, List<Entry> entries) {
        List<OutcomeReport> reports = new ArrayList<>();
        List<OutcomeReport> inParts = new ArrayList<>();
        for (Entry entry : entries) {
            OutcomeReport report = entry.outcome();
            if (report != null) {
                AnswerParts answer = entry.inParts();
                if (answer != null) {
                    inParts.add(report);
                }
                reports.add(answer == null ? report : report.with(inParts(report, answer)));
            }
        }
        Parcel parcel = new Parcel(worker, MessageCodec.write(new ResultMessage.Results(worker,
                entries.stream().map(Entry::start).filter(Objects::nonNull).toList(), reports)));
        inParts.forEach(parcel::cut);
        return parcel;
    }

    /** What another worker has left, as it wrote it: its answers are whole. */
    static Parcel ofLeft(byte[] message) {
        if (message.length <= LongAnswers.LONGEST_WHOLE) {
            return new Parcel("", message);
        }
        try {
            if (MessageCodec.read(message, ResultMessage.class) instanceof ResultMessage.Results left) {
                return of(left.worker(), left.outcomes().stream().map(Entry::left).toList());
            }
        } catch (UnreadableMessageException e) {
            // of a newer release: its readers know what it is
        }
        return new Parcel("", message);
    }

    /**
     * What tells of an outcome's answer that is to travel in parts; null when it is none, or travels with its outcome.
     */
    static @Nullable AnswerParts describe(Outcome outcome) {
        return outcome instanceof Outcome.Succeeded whole && LongAnswers.isLong(whole.response())
                ? LongAnswers.describe(whole.response())
                : null;
    }

    static Outcome inParts(OutcomeReport report, AnswerParts answer) {
        return new Outcome.SucceededInParts(answer, ((Outcome.Succeeded) report.outcome()).usage());
    }

    private void cut(OutcomeReport report) {
        String text = ((Outcome.Succeeded) report.outcome()).response();
        int number = 0;
        for (int from = 0; from < text.length();) {
            int to = LongAnswers.end(text, from);
            parts.add(new Part(report, text, number++, from, to));
            from = to;
        }
    }

    /** Those that are to be published next, all of them before the broker has confirmed one. */
    List<Message> takeNext() {
        if (next == parts.size()) {
            next++;
            return List.of(new Message(RelayTopology.RESULTS, last));
        }
        List<Message> together = new ArrayList<>(TOGETHER);
        while (next < parts.size() && together.size() < TOGETHER) {
            Part part = parts.get(next++);
            together.add(new Message(RelayTopology.ANSWERS, MessageCodec.write(part.message(worker))));
        }
        return together;
    }

    boolean isDone() {
        return next > parts.size();
    }

    /** One message and where it goes. */
    static final class Message {

        private final String queue;
        private final byte[] body;

        private Message(String queue, byte[] body) {
            this.queue = queue;
            this.body = body;
        }

        String queue() {
            return queue;
        }

        byte[] body() {
            return body;
        }
    }

    private record Part(OutcomeReport report, String text, int number, int from, int to) {

        AnswerPart message(String worker) {
            return new AnswerPart(worker, report.id(), report.epoch(), report.endedAt(), number,
                    text.substring(from, to));
        }
    }
}
