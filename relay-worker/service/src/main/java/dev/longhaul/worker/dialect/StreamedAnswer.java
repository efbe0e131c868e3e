package dev.longhaul.worker.dialect;

import dev.longhaul.contract.message.Warning;
import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.http.PieceReceiver;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A streamed answer: hands its chunks on while it comes and puts the whole together. One for each call. */
final class StreamedAnswer implements PieceReceiver {

    private static final int OK = 200;
    /** Chars that are kept of an answer that broke off: the record has room for those of many attempts. */
    private static final int LONGEST_PARTIAL = 64 * 1_024;

    private final EventReader reader;
    private final Consumer<Headers> head;
    private final ChunkSink sink;
    private final long maxBytes;
    private final SseReader events = new SseReader();
    private final CompletionAssembler assembler = new CompletionAssembler();
    private volatile boolean streamed;
    private AttemptResult.@Nullable Faulted error;
    private @Nullable String garbage;

    /**
     * @param head
     *            gets the headers, on the event loop
     * @param maxBytes
     *            of the whole that it adds up to
     */
    StreamedAnswer(EventReader reader, Consumer<Headers> head, ChunkSink sink, long maxBytes) {
        this.reader = reader;
        this.head = head;
        this.sink = sink;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean wants(int status, Headers headers) {
        head.accept(headers);
        String type = headers.get("content-type");
        streamed = status == OK && type != null && type.startsWith("text/event-stream");
        return streamed;
    }

    @Override
    public Next receive(List<byte[]> pieces) {
        List<String> chunks = new ArrayList<>();
        Next next = Next.MORE;
        for (byte[] piece : pieces) {
            for (String event : events.read(piece)) {
                next = next == Next.MORE ? take(event, chunks) : next;
            }
        }
        if (!chunks.isEmpty()) {
            sink.accept(chunks);
        }
        return next;
    }

    private Next take(String event, List<String> chunks) {
        return switch (reader.read(event)) {
            case EventReader.Step.Said(List<Chunk> said, boolean last) -> {
                for (Chunk chunk : said) {
                    assembler.add(chunk.json());
                    chunks.add(chunk.text());
                }
                yield isTooLong() ? Next.USELESS : last ? Next.COMPLETE : Next.MORE;
            }
            case EventReader.Step.Failed(AttemptResult.Faulted failed) -> {
                error = failed;
                yield Next.USELESS;
            }
            case EventReader.Step.Garbage(String reason) -> {
                garbage = reason;
                yield Next.USELESS;
            }
        };
    }

    /** Whether the answer came as a stream at all; some providers answer a wish for a stream with a whole body. */
    boolean isStreamed() {
        return streamed;
    }

    /** Whether no more of the answer is needed, even if the stream did not end as it should. */
    boolean isComplete() {
        return isTooLong() || (error == null && garbage == null && assembler.isComplete());
    }

    private boolean isTooLong() {
        return assembler.leastBytes() > maxBytes;
    }

    /** What has come of the answer, the beginning of its text if that is long; null when nothing has. */
    AttemptResult.@Nullable Partial partial() {
        return assembler.hasBegun()
                ? new AttemptResult.Partial(assembler.text(LONGEST_PARTIAL), assembler.usage())
                : null;
    }

    /** What the stream adds up to, once it has ended. */
    AttemptResult result(List<Warning> warnings) {
        List<String> rest = new ArrayList<>();
        events.end().forEach(event -> take(event, rest));
        if (!rest.isEmpty()) {
            sink.accept(rest);
        }
        if (isTooLong()) {
            return AttemptResult.Oversized.of(OK);
        }
        if (error != null) {
            // parts of an answer had come: the work was done and may be billed
            return assembler.hasBegun() && error instanceof AttemptResult.Retryable
                    ? new AttemptResult.Ambiguous(error.fault(), Duration.ZERO, partial())
                    : error;
        }
        if (!isComplete()) {
            return new AttemptResult.BadAnswer(new Fault(OK, "bad_answer",
                    garbage == null
                            ? "the stream ended before the answer did"
                            : "the stream cannot be used: " + garbage,
                    null));
        }
        String whole = assembler.completion();
        return whole.getBytes(StandardCharsets.UTF_8).length > maxBytes
                ? AttemptResult.Oversized.of(OK)
                : new AttemptResult.Succeeded(whole, assembler.usage(), OK, warnings);
    }
}
