package dev.longhaul.worker.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The event loop moves the bytes; the caller's thread waits, and reads pieces if it wants
 * them. Whatever ends the exchange first decides its outcome.
 */
final class Exchange {

    /** Pieces that may wait for the caller before the provider is slowed down. */
    private static final int HIGH_WATER = 64;
    /** Each piece of a stream wraps its few characters in a frame that is longer than they are. */
    private static final int STREAM_OVERHEAD = 4;
    private static final int OK = 200;
    /** An empty piece stands for the end: the network delivers none. */
    private static final byte[] END = new byte[0];

    private final Context loop;
    private final @Nullable PieceReceiver receiver;
    private final long maxBytes;
    private final Duration first;
    private final Duration idle;
    private final Duration total;
    private final CompletableFuture<HttpOutcome> done = new CompletableFuture<>();
    private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();
    private volatile boolean sent;
    private volatile boolean held;
    /** Whether anything of the answer's body has come. */
    private volatile boolean begun;
    private volatile long lastActivity;

    /** Belongs to the caller's thread: the receiver wants no more. */
    private boolean enough;

    // what follows belongs to the event loop
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private long received;

    /**
     * @param maxBytes
     *            longest whole body; an answer in pieces may be four times as long
     * @param first
     *            longest time from the request to the first byte of the answer's body
     * @param idle
     *            longest time without a byte after that
     * @param total
     *            longest time for everything
     */
    Exchange(Context loop, @Nullable PieceReceiver receiver, long maxBytes, Duration first, Duration idle,
            Duration total) {
        this.loop = loop;
        this.receiver = receiver;
        this.maxBytes = maxBytes;
        this.first = first;
        this.idle = idle;
        this.total = total;
    }

    void begin(HttpClientAgent client, RequestOptions options, Buffer body) {
        loop.runOnContext(nothing -> client.request(options).onComplete(ready -> {
            if (ready.failed()) {
                end(notSent(ready.cause()));
            } else if (done.isDone()) {
                ready.result().reset();
            } else {
                send(ready.result(), body);
            }
        }));
    }

    private void send(HttpClientRequest ready, Buffer body) {
        request = ready;
        lastActivity = System.nanoTime();
        sent = true;
        ready.send(body).onComplete(answer -> {
            if (answer.failed()) {
                end(lost(answer.cause()));
            } else {
                receive(answer.result());
            }
        });
    }

    private void receive(HttpClientResponse answer) {
        response = answer;
        lastActivity = System.nanoTime();
        int status = answer.statusCode();
        Headers headers = answer::getHeader;
        Buffer whole = Buffer.buffer();
        boolean inPieces = receiver != null && receiver.wants(status, headers);
        long limit = inPieces ? maxBytes * STREAM_OVERHEAD : maxBytes;
        answer.exceptionHandler(cause -> end(lost(cause)));
        answer.endHandler(nothing -> end(new HttpOutcome.Answered(status, headers, whole)));
        answer.handler(piece -> {
            received += piece.length();
            begun = true;
            lastActivity = System.nanoTime();
            if (done.isDone()) {
                return;
            }
            if (received > limit) {
                abort(new HttpOutcome.TooLarge(status));
            } else if (inPieces) {
                offer(piece.getBytes());
            } else {
                whole.appendBuffer(piece);
            }
        });
    }

    private void offer(byte[] piece) {
        pieces.add(piece);
        if (!held && pieces.size() > HIGH_WATER && response != null) {
            held = true;
            response.pause();
        }
    }

    private void goOn() {
        loop.runOnContext(nothing -> {
            lastActivity = System.nanoTime();
            held = false;
            Objects.requireNonNull(response).resume();
        });
    }

    private boolean end(HttpOutcome outcome) {
        boolean first = done.complete(outcome);
        if (first) {
            pieces.add(END);
        }
        return first;
    }

    /** Ends it on our side, and tells the provider's side by closing the stream or the connection. */
    private void abort(HttpOutcome outcome) {
        if (end(outcome)) {
            loop.runOnContext(nothing -> {
                if (request != null) {
                    request.reset();
                }
            });
        }
    }

    /** Ends it for a stop signal. */
    void stop() {
        abort(new HttpOutcome.Aborted(sent));
    }

    /** Waits for the end, at most as long as allowed; hands pieces on meanwhile. */
    HttpOutcome await() {
        long deadline = System.nanoTime() + total.toNanos();
        try {
            while (!done.isDone()) {
                long now = System.nanoTime();
                String overdue = overdue(now, deadline);
                if (overdue != null) {
                    abort(new HttpOutcome.Lost("timeout", overdue));
                } else if (receiver == null) {
                    awaitEnd(nanosToWait(now, deadline));
                } else {
                    awaitPieces(receiver, nanosToWait(now, deadline));
                }
            }
            if (receiver != null && !enough) {
                read(receiver, new ArrayList<>());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
        return done.join();
    }

    /** Why not to wait any longer, or null. */
    private @Nullable String overdue(long now, long deadline) {
        if (deadline - now <= 0) {
            return "no whole answer within " + total.toSeconds() + " s";
        }
        return sent && !held && now - lastActivity >= patience().toNanos()
                ? "not a byte for " + patience().toSeconds() + " s"
                : null;
    }

    private Duration patience() {
        return begun ? idle : first;
    }

    private long nanosToWait(long now, long deadline) {
        return Math.min(deadline - now, sent ? lastActivity + patience().toNanos() - now : patience().toNanos());
    }

    private void awaitEnd(long nanos) throws InterruptedException {
        try {
            done.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // the caller looks at the clock again: there may have been bytes meanwhile
        } catch (ExecutionException e) {
            throw new IllegalStateException("an exchange ends with an outcome, never with an exception", e);
        }
    }

    private void awaitPieces(PieceReceiver reader, long nanos) throws InterruptedException {
        byte[] first = pieces.poll(nanos, TimeUnit.NANOSECONDS);
        if (first != null) {
            List<byte[]> batch = new ArrayList<>();
            batch.add(first);
            read(reader, batch);
        }
    }

    /** Hands on what has come, the given pieces first. */
    private void read(PieceReceiver reader, List<byte[]> batch) {
        pieces.drainTo(batch);
        batch.removeIf(piece -> piece.length == 0);
        if (held) {
            goOn();
        }
        switch (batch.isEmpty() ? PieceReceiver.Next.MORE : reader.receive(batch)) {
            case MORE -> {
                // the caller waits for more, or for the end
            }
            // what may still come is read on the event loop, so that the connection can be used again
            case COMPLETE -> {
                enough = true;
                end(new HttpOutcome.Answered(OK, name -> null, Buffer.buffer()));
            }
            case USELESS -> {
                enough = true;
                abort(new HttpOutcome.Answered(OK, name -> null, Buffer.buffer()));
            }
        }
    }

    private static HttpOutcome notSent(Throwable cause) {
        String code = switch (cause) {
            case UnknownHostException unknown -> "dns_failed";
            case SSLException tls -> "tls_failed";
            case TimeoutException timeout -> "connect_timeout";
            default -> "connect_failed";
        };
        return new HttpOutcome.NotSent(code, describe(cause));
    }

    private static HttpOutcome lost(Throwable cause) {
        return new HttpOutcome.Lost(cause instanceof TimeoutException ? "timeout" : "connection_lost",
                describe(cause));
    }

    private static String describe(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
