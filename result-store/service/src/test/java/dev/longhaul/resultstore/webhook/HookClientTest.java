package dev.longhaul.resultstore.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.contract.webhook.AddressGuard;
import dev.longhaul.resultstore.webhook.Reply.Answered;
import dev.longhaul.resultstore.webhook.Reply.Silent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;

class HookClientTest {

    private static final AddressGuard OPEN = new AddressGuard(true, true);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private static HookClient client(AddressGuard guard, DnsResolver names) {
        return new HookClient(guard, names, TIMEOUT, 100, Clock.systemUTC());
    }

    private static Reply post(String url) {
        try (HookClient client = client(OPEN, SystemDefaultDnsResolver.INSTANCE)) {
            return client.post(url, Map.of("webhook-id", "evt_1"), BODY);
        }
    }

    private static Reply postTo(Receiver.Answering answering) {
        try (Receiver receiver = new Receiver(answering)) {
            return post(receiver.url("/"));
        }
    }

    @Test
    void the_body_and_the_headers_arrive_and_the_answer_comes_back() {
        try (Receiver receiver = new Receiver(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            byte[] answer = "thank you".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, answer.length);
            exchange.getResponseBody().write(answer);
        })) {
            assertThat(post(receiver.url("/a?b=c"))).isEqualTo(
                    new Answered(503, "thank you", Duration.ofSeconds(7)));
            assertThat(receiver.requests()).hasSize(1);
            Receiver.Request request = receiver.requests().getFirst();
            assertThat(request.body()).isEqualTo("{}");
            assertThat(request.header("Content-Type")).startsWith("application/json");
            assertThat(request.header("webhook-id")).isEqualTo("evt_1");
            assertThat(request.header("User-Agent")).startsWith("Longhaul");
            assertThat(request.headers().keySet()).noneMatch("Accept-Encoding"::equalsIgnoreCase);
        }
    }

    @Test
    void nobody_is_followed_elsewhere() {
        try (Receiver canary = Receiver.answering(200)) {
            for (int status : new int[]{301, 302, 303, 307, 308}) {
                Reply reply = postTo(exchange -> {
                    exchange.getResponseHeaders().set("Location", canary.url("/"));
                    exchange.sendResponseHeaders(status, -1);
                });
                assertThat(reply).isEqualTo(new Answered(status, "", null));
            }
            assertThat(canary.requests()).isEmpty();
        }
    }

    @Test
    void who_does_not_answer_is_given_up_on() {
        CountDownLatch end = new CountDownLatch(1);
        assertThat(postTo(exchange -> {
            boolean unused = end.await(30, TimeUnit.SECONDS);
        })).isEqualTo(new Silent("no answer within 2 s"));
        end.countDown();
    }

    @Test
    void who_answers_by_drops_gets_no_more_time() {
        Reply reply = postTo(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            drip(exchange.getResponseBody());
        });
        assertThat(reply).isInstanceOfSatisfying(Answered.class, answered -> {
            assertThat(answered.status()).isEqualTo(200);
            assertThat(answered.beginning()).startsWith("x");
        });
    }

    private static void drip(OutputStream out) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 1_000; i++) {
            out.write('x');
            out.flush();
            boolean unused = never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void of_an_endless_answer_little_is_read_and_less_is_kept() {
        AtomicLong written = new AtomicLong();
        Reply reply = postTo(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = "y".repeat(8_192).getBytes(StandardCharsets.UTF_8);
            while (written.addAndGet(chunk.length) < 1L << 30) {
                exchange.getResponseBody().write(chunk);
            }
        });
        assertThat(reply).isEqualTo(new Answered(200, "y".repeat(HookClient.KEPT_BYTES), null));
        // what is beyond the limit is in buffers of the sockets
        assertThat(written.get()).isLessThan(32L << 20);
    }

    @Test
    void what_is_compressed_stays_compressed() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
        }
        Reply reply = postTo(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, bomb.size());
            exchange.getResponseBody().write(bomb.toByteArray());
        });
        assertThat(reply).isInstanceOfSatisfying(Answered.class,
                answered -> assertThat(answered.beginning()).hasSizeLessThanOrEqualTo(HookClient.KEPT_BYTES)
                        .doesNotStartWith("\0"));
    }

    @Test
    void endless_headers_are_not_read() {
        Reply reply = postTo(exchange -> {
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseHeaders().set("X-" + i, "z".repeat(100));
            }
            exchange.sendResponseHeaders(200, -1);
        });
        assertThat(reply).isInstanceOf(Silent.class);
    }

    @Test
    void a_name_that_is_not_known_and_a_port_where_nobody_is_are_told() {
        assertThat(post("http://nobody.invalid/")).isEqualTo(new Silent("the host is not found"));
        String url;
        try (Receiver gone = Receiver.answering(200)) {
            url = gone.url("/");
        }
        assertThat(post(url)).isInstanceOfSatisfying(Silent.class,
                silent -> assertThat(silent.why()).startsWith("the connection failed"));
    }

    private static final class Loopback implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return new InetAddress[]{InetAddress.getByAddress(host, new byte[]{127, 0, 0, 1})};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    @Test
    void a_name_that_leads_to_a_private_address_is_not_connected_to() {
        AddressGuard guard = new AddressGuard(true, false);
        try (Receiver canary = Receiver.answering(200); HookClient client = client(guard, new Loopback())) {
            String port = canary.url("").substring("http://127.0.0.1".length());
            for (int i = 0; i < 300; i++) {
                assertThat(client.post("http://rebinding.example" + port + "/", Map.of(), BODY))
                        .isEqualTo(new Silent("the host leads to an address that webhooks must not reach"));
                assertThat(client.post(canary.url("/"), Map.of(), BODY))
                        .isEqualTo(new Silent("the host leads to an address that webhooks must not reach"));
            }
            assertThat(canary.requests()).isEmpty();
        }
    }

    @Test
    void what_was_checked_is_what_is_returned_though_the_name_changes_ten_thousand_times() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        InetAddress open = InetAddress.getByAddress(new byte[]{8, 8, 8, 8});
        InetAddress loopback = InetAddress.getByAddress(new byte[]{127, 0, 0, 1});
        DnsResolver names = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return switch (asked.getAndIncrement() % 3) {
                    case 0 -> new InetAddress[]{open};
                    case 1 -> new InetAddress[]{loopback};
                    default -> new InetAddress[]{open, loopback};
                };
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        try (GuardedResolver resolver = new GuardedResolver(names, AddressGuard.STRICT, TIMEOUT)) {
            for (int i = 0; i < 10_000; i++) {
                if (i % 3 == 0) {
                    assertThat(resolver.resolve("rebinding.example")).containsExactly(open);
                } else {
                    assertThatThrownBy(() -> resolver.resolve("rebinding.example"))
                            .isInstanceOf(GuardedResolver.ForbiddenAddressException.class);
                }
            }
        }
        assertThat(asked.get()).as("one look-up a connection").isEqualTo(10_000);
    }
}
