package dev.longhaul.worker.dialect;

import dev.longhaul.contract.message.Warning;
import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.http.PieceReceiver;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A streamed answer: hands its chunks on while it comes and puts the whole together. One for each call. */
final class StreamedAnswer implements PieceReceiver {

    private static final int OK = 200;

    private final EventReader reader;
    private final Consumer<Headers> head;
    private final ChunkSink sink;
    private final SseReader events = new SseReader();
    private final CompletionAssembler assembler = new CompletionAssembler();
    private volatile boolean streamed;
    private AttemptResult.@Nullable Faulted error;
    private @Nullable String garbage;

    /**
     * @param head
     *            gets the headers, on the event loop
     */
    StreamedAnswer(EventReader reader, Consumer<Headers> head, ChunkSink sink) {
        this.reader = reader;
        this.head = head;
        this.sink = sink;
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
                yield last ? Next.COMPLETE : Next.MORE;
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

    /** Whether all of the answer is here, even if the stream did not end as it should. */
    boolean isComplete() {
        return error == null && garbage == null && assembler.isComplete();
    }

    /** What has come of the answer; null when nothing has. */
    AttemptResult.@Nullable Partial partial() {
        return assembler.hasBegun() ? new AttemptResult.Partial(assembler.text(), assembler.usage()) : null;
    }

    /** What the stream adds up to, once it has ended. */
    AttemptResult result(List<Warning> warnings) {
        List<String> rest = new ArrayList<>();
        events.end().forEach(event -> take(event, rest));
        if (!rest.isEmpty()) {
            sink.accept(rest);
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
        return new AttemptResult.Succeeded(assembler.completion(), assembler.usage(), OK, warnings);
    }
}
