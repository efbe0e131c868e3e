package dev.longhaul.worker.openai;

import dev.longhaul.worker.http.Headers;
import dev.longhaul.worker.http.PieceReceiver;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A streamed answer: hands its chunks on while it comes and puts the whole together. One for each call. */
final class StreamedAnswer implements PieceReceiver {

    private static final String DONE = "[DONE]";
    private static final int OK = 200;

    private final ChunkSink sink;
    private final SseReader events = new SseReader();
    private final CompletionAssembler assembler = new CompletionAssembler();
    private volatile boolean streamed;
    private @Nullable ErrorBody error;
    private boolean garbage;

    StreamedAnswer(ChunkSink sink) {
        this.sink = sink;
    }

    @Override
    public boolean wants(int status, Headers headers) {
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
        if (event.equals(DONE)) {
            return Next.COMPLETE;
        }
        switch (assembler.add(event)) {
            case CHUNK -> {
                chunks.add(event);
                return Next.MORE;
            }
            case ERROR -> error = ErrorBody.read(event.getBytes(StandardCharsets.UTF_8));
            case GARBAGE -> garbage = true;
        }
        return Next.USELESS;
    }

    /** Whether the answer came as a stream at all; some providers answer a wish for a stream with a whole body. */
    boolean isStreamed() {
        return streamed;
    }

    /** Whether all of the answer is here, even if the stream did not end as it should. */
    boolean isComplete() {
        return error == null && !garbage && assembler.isComplete();
    }

    /** What the stream adds up to, once it has ended. */
    AttemptResult result(Instant now) {
        List<String> rest = new ArrayList<>();
        events.end().forEach(event -> take(event, rest));
        if (!rest.isEmpty()) {
            sink.accept(rest);
        }
        if (error != null) {
            return ErrorTable.classifyInside(error, assembler.hasBegun(), now);
        }
        if (!isComplete()) {
            return new AttemptResult.BadAnswer(new Fault(OK, "bad_answer",
                    garbage ? "a piece of the stream is not JSON" : "the stream ended before the answer did", null));
        }
        return new AttemptResult.Succeeded(assembler.completion(), assembler.usage(), OK);
    }
}
