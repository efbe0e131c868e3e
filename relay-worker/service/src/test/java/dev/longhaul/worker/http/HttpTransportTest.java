package dev.longhaul.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.catalog.Catalog.Timeouts;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.worker.stop.StopSignal;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTransportTest {

    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-a: b\r\ncontent-length: 2\r\n\r\n{}";
    private static final String STREAM = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final HttpCall CALL = new HttpCall("/v1/chat", Map.of("authorization", "Bearer k"),
            Buffer.buffer("{\"a\":1}"), CallTimeouts.NONE);
    private static final int MAX = 1_000_000;

    private final EventLoops loops = new EventLoops(1);
    private final StopSignal stop = new StopSignal();
    private @Nullable RawServer server;
    private @Nullable HttpTransport transport;

    @AfterEach
    void close() {
        if (transport != null) {
            transport.close();
        }
        if (server != null) {
            server.close();
        }
        loops.close();
    }

    @Test
    void a_whole_answer_comes_with_status_headers_and_body() {
        HttpTransport calls = against(RawServer.text(OK));

        assertThat(calls.call(CALL, stop)).isInstanceOfSatisfying(HttpOutcome.Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(200);
            assertThat(answered.headers().get("X-A")).isEqualTo("b");
            assertThat(answered.headers().get("x-none")).isNull();
            assertThat(answered.body()).isEqualTo(Buffer.buffer("{}"));
        });
        assertThat(server().requests.getFirst()).startsWith("POST /v1/chat HTTP/1.1").contains("content-length: 7",
                "content-type: application/json", "authorization: Bearer k").endsWith("{\"a\":1}");
    }

    @Test
    void connections_are_used_again() {
        HttpTransport calls = against(RawServer.text(OK));

        for (int i = 0; i < 20; i++) {
            assertThat(calls.call(CALL, stop)).isInstanceOf(HttpOutcome.Answered.class);
        }

        assertThat(server().connections).hasValue(1);
    }

    @Test
    void as_many_calls_as_asked_for_run_at_a_time() throws InterruptedException {
        int most = 200;
        CountDownLatch all = new CountDownLatch(most);
        server = new RawServer((request, socket) -> {
            all.countDown();
            if (await(all, 10_000)) {
                RawServer.write(socket.getOutputStream(), OK);
            }
            return true;
        });
        HttpTransport calls = new HttpTransport(loops, server().uri(), new Timeouts(10, 10, 10, 20), most, MAX);
        transport = calls;

        List<Thread> callers = new ArrayList<>();
        List<HttpOutcome> outcomes = new CopyOnWriteArrayList<>();
        for (int i = 0; i < most; i++) {
            callers.add(Thread.ofVirtual().start(() -> outcomes.add(calls.call(CALL, stop))));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(outcomes).hasSize(most).hasOnlyElementsOfType(HttpOutcome.Answered.class);
        assertThat(calls.call(CALL, stop)).isInstanceOf(HttpOutcome.Answered.class);
        assertThat(server().connections).hasValue(most);
    }

    @Test
    void a_refused_connection_was_not_sent() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }

        assertThat(to(URI.create("http://127.0.0.1:" + port)).call(CALL, stop))
                .isInstanceOfSatisfying(HttpOutcome.NotSent.class,
                        notSent -> assertThat(notSent.code()).isEqualTo("connect_failed"));
    }

    @Test
    void an_unknown_host_was_not_sent() {
        assertThat(to(URI.create("http://nowhere.invalid")).call(CALL, stop))
                .isInstanceOfSatisfying(HttpOutcome.NotSent.class,
                        notSent -> assertThat(notSent.code()).isIn("dns_failed", "connect_timeout"));
    }

    @Test
    void a_failed_handshake_was_not_sent() {
        server = new RawServer(RawServer.text("no TLS here"));

        assertThat(to(URI.create(server().uri().toString().replace("http:", "https:"))).call(CALL, stop))
                .isInstanceOf(HttpOutcome.NotSent.class);
    }

    @Test
    void a_connection_lost_before_the_answer_is_lost() {
        assertThat(against((request, socket) -> false).call(CALL, stop)).isInstanceOf(HttpOutcome.Lost.class);
    }

    @Test
    void a_reset_in_the_answer_is_lost() {
        HttpOutcome outcome = against((request, socket) -> {
            RawServer.write(socket.getOutputStream(), OK.replace("length: 2", "length: 2000"));
            socket.setSoLinger(true, 0);
            return false;
        }).call(CALL, stop);

        assertThat(outcome).isInstanceOf(HttpOutcome.Lost.class);
    }

    @Test
    void silence_is_lost_after_the_idle_time() {
        long begun = System.nanoTime();
        HttpOutcome outcome = against((request, socket) -> true).call(CALL, stop);

        assertThat(outcome).isInstanceOfSatisfying(HttpOutcome.Lost.class,
                lost -> assertThat(lost.code()).isEqualTo("timeout"));
        assertThat(System.nanoTime() - begun).isBetween(900_000_000L, 2_500_000_000L);
    }

    @Test
    void silence_in_the_middle_of_an_answer_is_lost_after_the_idle_time() {
        HttpTransport calls = against((request, socket) -> {
            RawServer.write(socket.getOutputStream(), OK.replace("length: 2", "length: 2000"));
            return true;
        });

        assertThat(calls.call(CALL, stop)).isInstanceOfSatisfying(HttpOutcome.Lost.class,
                lost -> assertThat(lost.reason()).contains("for 1 s"));
        assertThat(calls.call(CALL, receiver(new ArrayList<>(), new CountDownLatch(1), PieceReceiver.Next.MORE), stop))
                .isInstanceOfSatisfying(HttpOutcome.Lost.class, lost -> assertThat(lost.reason()).contains("for 1 s"));
    }

    @Test
    void a_trickle_is_lost_after_the_total_time() {
        HttpOutcome outcome = against((request, socket) -> {
            OutputStream out = socket.getOutputStream();
            RawServer.write(out, OK.replace("length: 2", "length: 2000"));
            CountDownLatch never = new CountDownLatch(1);
            while (!await(never, 200)) {
                RawServer.write(out, " ");
            }
            return false;
        }).call(CALL, stop);

        assertThat(outcome).isInstanceOfSatisfying(HttpOutcome.Lost.class, lost -> {
            assertThat(lost.code()).isEqualTo("timeout");
            assertThat(lost.reason()).contains("within 3 s");
        });
    }

    @Test
    void a_calls_own_limits_hold_instead_of_the_transports() {
        HttpTransport calls = against((request, socket) -> true);
        HttpCall patient = new HttpCall(CALL.path(), CALL.headers(), CALL.body(), new CallTimeouts(null, 3, null, 2));

        assertThat(calls.call(patient, stop)).isInstanceOfSatisfying(HttpOutcome.Lost.class,
                lost -> assertThat(lost.reason()).contains("within 2 s"));
    }

    @Test
    void an_answer_that_is_too_long_is_cut_off() {
        HttpOutcome outcome = against((request, socket) -> {
            RawServer.write(socket.getOutputStream(), OK.replace("length: 2", "length: 100000000"));
            byte[] block = new byte[10_000];
            while (!socket.isClosed()) {
                socket.getOutputStream().write(block);
            }
            return false;
        }).call(CALL, stop);

        assertThat(outcome).isEqualTo(new HttpOutcome.TooLarge(200));
    }

    @Test
    void a_stop_ends_the_call_and_closes_the_stream() throws InterruptedException {
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        HttpTransport calls = against((request, socket) -> {
            received.countDown();
            if (socket.getInputStream().read() < 0) {
                closed.countDown();
            }
            return false;
        });
        AtomicReference<HttpOutcome> outcome = new AtomicReference<>();
        Thread.ofVirtual().start(() -> outcome.set(calls.call(CALL, stop)));
        assertThat(received.await(5, TimeUnit.SECONDS)).isTrue();

        stop.ask(StopSignal.Reason.CANCELLED);

        Awaitility.await().untilAsserted(() -> assertThat(outcome).hasValue(new HttpOutcome.Aborted(true)));
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_call_that_was_stopped_before_is_not_sent() {
        stop.ask(StopSignal.Reason.CANCELLED);

        assertThat(against(RawServer.text(OK)).call(CALL, stop)).isEqualTo(new HttpOutcome.Aborted(false));
        assertThat(server().requests).isEmpty();
    }

    @Test
    void pieces_come_while_the_answer_is_still_being_written() {
        CountDownLatch first = new CountDownLatch(1);
        List<String> pieces = new ArrayList<>();
        HttpOutcome outcome = against((request, socket) -> {
            RawServer.write(socket.getOutputStream(), STREAM + "3\r\none\r\n");
            if (await(first, 5_000)) {
                RawServer.write(socket.getOutputStream(), "3\r\ntwo\r\n0\r\n\r\n");
            }
            return true;
        }).call(CALL, receiver(pieces, first, PieceReceiver.Next.MORE), stop);

        assertThat(outcome).isInstanceOf(HttpOutcome.Answered.class);
        assertThat(String.join("", pieces)).isEqualTo("onetwo");
    }

    @Test
    void a_reader_that_has_enough_waits_for_nothing_more() {
        List<String> pieces = new ArrayList<>();
        HttpOutcome outcome = against(RawServer.text(STREAM + "3\r\none\r\n")).call(CALL,
                receiver(pieces, new CountDownLatch(1), PieceReceiver.Next.COMPLETE), stop);

        assertThat(outcome).isInstanceOf(HttpOutcome.Answered.class);
        assertThat(pieces).containsExactly("one");
    }

    @Test
    void a_useless_stream_is_closed() {
        CountDownLatch closed = new CountDownLatch(1);
        HttpTransport calls = against((request, socket) -> {
            RawServer.write(socket.getOutputStream(), STREAM + "3\r\none\r\n");
            if (socket.getInputStream().read() < 0) {
                closed.countDown();
            }
            return false;
        });

        calls.call(CALL, receiver(new ArrayList<>(), new CountDownLatch(1), PieceReceiver.Next.USELESS), stop);

        Awaitility.await().untilAsserted(() -> assertThat(closed.getCount()).isZero());
    }

    @Test
    void a_slow_reader_slows_the_provider_down_and_gets_everything() {
        int size = 900_000;
        List<byte[]> received = new ArrayList<>();
        HttpOutcome outcome = against((request, socket) -> {
            OutputStream out = socket.getOutputStream();
            RawServer.write(out, STREAM);
            for (int i = 0; i < size / 100; i++) {
                RawServer.write(out, "64\r\n" + "x".repeat(100) + "\r\n");
            }
            RawServer.write(out, "0\r\n\r\n");
            return true;
        }).call(CALL, new PieceReceiver() {

            private final CountDownLatch never = new CountDownLatch(1);

            @Override
            public boolean wants(int status, Headers headers) {
                return true;
            }

            @Override
            public Next receive(List<byte[]> pieces) {
                received.addAll(pieces);
                HttpTransportTest.await(never, 1);
                return Next.MORE;
            }
        }, stop);

        assertThat(outcome).isInstanceOf(HttpOutcome.Answered.class);
        assertThat(received.stream().mapToInt(piece -> piece.length).sum()).isEqualTo(size);
    }

    @Test
    void an_answer_that_the_receiver_does_not_want_in_pieces_comes_whole() {
        List<String> pieces = new ArrayList<>();
        HttpOutcome outcome = against(RawServer.text(OK.replace("200 OK", "429 Slow"))).call(CALL,
                receiver(pieces, new CountDownLatch(1), PieceReceiver.Next.MORE), stop);

        assertThat(outcome).isInstanceOfSatisfying(HttpOutcome.Answered.class,
                answered -> assertThat(answered.body()).isEqualTo(Buffer.buffer("{}")));
        assertThat(pieces).isEmpty();
    }

    private static PieceReceiver receiver(List<String> pieces, CountDownLatch first, PieceReceiver.Next next) {
        return new PieceReceiver() {

            @Override
            public boolean wants(int status, Headers headers) {
                return status == 200;
            }

            @Override
            public Next receive(List<byte[]> received) {
                received.forEach(piece -> pieces.add(new String(piece, StandardCharsets.UTF_8)));
                first.countDown();
                return next;
            }
        };
    }

    private static boolean await(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private RawServer server() {
        return Objects.requireNonNull(server);
    }

    private HttpTransport against(RawServer.Answer answer) {
        server = new RawServer(answer);
        return to(server().uri());
    }

    private HttpTransport to(URI base) {
        HttpTransport calls = new HttpTransport(loops, base, new Timeouts(2, 1, 1, 3), 8, MAX);
        transport = calls;
        return calls;
    }
}
