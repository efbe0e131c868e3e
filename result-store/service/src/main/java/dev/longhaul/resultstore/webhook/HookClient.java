package dev.longhaul.resultstore.webhook;

import dev.longhaul.contract.webhook.AddressGuard;
import dev.longhaul.resultstore.webhook.GuardedResolver.ForbiddenAddressException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls recipients, who may be anybody: it goes only where the guard allows, follows nobody elsewhere, unpacks nothing,
 * reads {@value #MOST_BYTES} bytes of an answer and gives the whole call one time limit. Thread-safe.
 */
final class HookClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HookClient.class);

    /** Read of an answer at most. */
    static final int MOST_BYTES = 64 * 1024;
    /** Kept of an answer. */
    static final int KEPT_BYTES = 2 * 1024;

    private static final int BUFFER = 2 * 1024;
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_HEADERS = 100;
    private static final TimeValue CONNECTION_LIFE = TimeValue.ofMinutes(1);

    private final Duration timeout;
    private final Clock clock;
    private final GuardedResolver resolver;
    private final CloseableHttpClient http;
    private final ScheduledExecutorService deadlines = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("webhook-deadlines").factory());

    /**
     * @param timeout
     *            of a whole call, the look-up of the name included
     * @param most
     *            connections at a time
     */
    HookClient(AddressGuard guard, DnsResolver names, Duration timeout, int most, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
        this.resolver = new GuardedResolver(names, guard, timeout);
        Timeout limit = Timeout.of(timeout);
        Http1Config limits = Http1Config.custom().setBufferSize(BUFFER).setMaxLineLength(LONGEST_LINE)
                .setMaxHeaderCount(MOST_HEADERS).build();
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(resolver)
                        .setMaxConnTotal(most).setMaxConnPerRoute(most)
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(limit)
                                .setSocketTimeout(limit).setTimeToLive(CONNECTION_LIFE).build())
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setConnectionRequestTimeout(limit).setResponseTimeout(limit).build())
                .disableRedirectHandling().disableAutomaticRetries().disableCookieManagement()
                .disableContentCompression().disableAuthCaching().setUserAgent("Longhaul-Webhooks/1").build();
    }

    Reply post(String url, Map<String, String> headers, byte[] body) {
        HttpPost request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        Future<?> deadline = deadlines.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return answered(http.executeOpen(null, request, null), request);
        } catch (ForbiddenAddressException e) {
            return new Reply.Silent("the host leads to an address that webhooks must not reach");
        } catch (UnknownHostException e) {
            return new Reply.Silent("the host is not found");
        } catch (SSLException e) {
            return new Reply.Silent("no TLS connection that can be trusted");
        } catch (IOException e) {
            return new Reply.Silent(request.isCancelled()
                    ? "no answer within " + timeout.toSeconds() + " s"
                    : "the connection failed (" + e.getClass().getSimpleName() + ")");
        } finally {
            deadline.cancel(false);
        }
    }

    private Reply answered(ClassicHttpResponse response, HttpPost request) {
        try {
            return new Reply.Answered(response.getCode(), beginning(response, request), retryAfter(response));
        } finally {
            try {
                response.close();
            } catch (IOException e) {
                log.trace("an answer that was broken off is closed", e);
            }
        }
    }

    /** The status counts as soon as it is there, whatever the body does. */
    private static String beginning(ClassicHttpResponse response, HttpPost request) {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return "";
        }
        byte[] kept = new byte[KEPT_BYTES];
        byte[] buffer = new byte[BUFFER];
        int read = 0;
        try {
            InputStream in = entity.getContent();
            int some = in.read(buffer);
            while (some >= 0 && read < MOST_BYTES) {
                if (read < KEPT_BYTES) {
                    System.arraycopy(buffer, 0, kept, read, Math.min(some, KEPT_BYTES - read));
                }
                read += some;
                some = in.read(buffer);
            }
            if (some >= 0) {
                // closing the answer would read it to its end
                request.cancel();
            }
        } catch (IOException e) {
            request.cancel();
        }
        return new String(kept, 0, Math.min(read, KEPT_BYTES), StandardCharsets.UTF_8);
    }

    private @Nullable Duration retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader("Retry-After");
        return header == null ? null : retryAfter(header.getValue(), clock);
    }

    /** Reads seconds or an HTTP date; null for anything else. */
    static @Nullable Duration retryAfter(String value, Clock clock) {
        try {
            return value.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(clock.instant(),
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
        resolver.close();
    }
}
