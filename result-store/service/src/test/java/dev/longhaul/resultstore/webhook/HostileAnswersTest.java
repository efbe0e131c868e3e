package dev.longhaul.resultstore.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.webhook.AddressGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What receivers can do to the sender's memory with what they answer: little, however many they are. */
class HostileAnswersTest {

    private static final long MOST_GROWTH = 16L << 20;
    private static final int DELIVERIES = 1_000;
    private static final int AT_A_TIME = 200;
    private static final long GIBIBYTE = 1L << 30;
    private static final byte[] CHUNK = "z".repeat(16_384).getBytes(StandardCharsets.UTF_8);
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong written = new AtomicLong();
    private HookClient client;

    @BeforeEach
    void open() {
        client = new HookClient(new AddressGuard(true, true), SystemDefaultDnsResolver.INSTANCE, Duration.ofSeconds(60),
                AT_A_TIME, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        client.close();
        threads.shutdownNow();
    }

    /** What a receiver writes after it has got a call. */
    private interface Answering {

        void answer(OutputStream out) throws Exception;
    }

    /** With next to no memory of its own, which would be counted. */
    private final class Hostile implements AutoCloseable {

        private final ServerSocket server;

        Hostile(Answering answering) throws IOException {
            server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
            threads.execute(() -> accept(answering));
        }

        private void accept(Answering answering) {
            try {
                while (true) {
                    Socket caller = server.accept();
                    threads.execute(() -> answer(caller, answering));
                }
            } catch (IOException e) {
                // closed
            }
        }

        private void answer(Socket caller, Answering answering) {
            try (caller; InputStream in = caller.getInputStream(); OutputStream out = caller.getOutputStream()) {
                // the head and its body come together, and nothing in them matters
                int unused = in.read(new byte[4_096]);
                answering.answer(out);
            } catch (Exception e) {
                // the caller has had enough
            }
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort() + "/";
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static void head(OutputStream out, String more) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + GIBIBYTE + "\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private void endless(OutputStream out) throws IOException {
        head(out, "");
        for (long sent = 0; sent < GIBIBYTE; sent += CHUNK.length) {
            out.write(CHUNK);
            written.addAndGet(CHUNK.length);
        }
    }

    /** Each of its bytes unpacks to a thousand. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 128; i++) {
                zip.write(zeros);
            }
        }
        return bomb.toByteArray();
    }

    private List<Future<Reply>> post(String url, int count) {
        List<Future<Reply>> replies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            replies.add(threads.submit(() -> client.post(url, Map.of("webhook-id", "evt_1"), BODY)));
        }
        return replies;
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void assertKeptLittle(List<Future<Reply>> replies) throws Exception {
        for (Future<Reply> each : replies) {
            assertThat(each.get(60, TimeUnit.SECONDS)).isInstanceOfSatisfying(Reply.Answered.class,
                    answered -> assertThat(answered.beginning()).hasSizeLessThanOrEqualTo(HookClient.KEPT_BYTES));
        }
    }

    @Test
    void a_thousand_endless_and_compressed_answers_leave_the_heap_as_it_was() throws Exception {
        byte[] bomb = bomb();
        try (Hostile endless = new Hostile(this::endless); Hostile bombs = new Hostile(out -> {
            head(out, "Content-Encoding: gzip\r\n");
            while (true) {
                out.write(bomb);
            }
        })) {
            assertKeptLittle(post(endless.url(), AT_A_TIME));
            assertKeptLittle(post(bombs.url(), AT_A_TIME));
            written.set(0);
            long before = liveHeap();

            List<Future<Reply>> replies = post(endless.url(), DELIVERIES / 2);
            replies.addAll(post(bombs.url(), DELIVERIES / 2));
            assertKeptLittle(replies);

            assertThat(liveHeap() - before).isLessThan(MOST_GROWTH);
            // the rest of what was written is in the buffers of the sockets
            assertThat(written.get() / (DELIVERIES / 2)).as("bytes written to one").isLessThan(8L << 20);
        }
    }

    @Test
    void answers_that_stop_just_before_the_limit_hold_no_more_than_their_beginning() throws Exception {
        CountDownLatch halfWay = new CountDownLatch(AT_A_TIME);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Hostile stalling = new Hostile(out -> {
            head(out, "");
            for (int sent = 0; sent < HookClient.MOST_BYTES - CHUNK.length; sent += CHUNK.length) {
                out.write(CHUNK);
            }
            halfWay.countDown();
            goOn.await();
            for (int i = 0; i < 10; i++) {
                out.write(CHUNK);
            }
        })) {
            long before = liveHeap();
            List<Future<Reply>> replies = post(stalling.url(), AT_A_TIME);
            assertThat(halfWay.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(liveHeap() - before).isLessThan(MOST_GROWTH);

            goOn.countDown();
            assertKeptLittle(replies);
        } finally {
            goOn.countDown();
        }
    }
}
