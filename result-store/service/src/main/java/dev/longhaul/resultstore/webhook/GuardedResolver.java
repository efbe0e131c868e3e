package dev.longhaul.resultstore.webhook;

import dev.longhaul.contract.webhook.AddressGuard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks names up and lets nothing through that webhooks must not reach. What it returns is what is connected to, so a
 * name that points elsewhere a moment later gains nothing. Thread-safe.
 * <p>
 * A look-up blocks its thread in the operating system, which virtual threads cannot hide: so it has threads of its own,
 * and a slow name server keeps nobody else waiting.
 */
final class GuardedResolver implements DnsResolver, AutoCloseable {

    private static final int MOST_THREADS = 64;

    private final DnsResolver names;
    private final AddressGuard guard;
    private final Duration timeout;
    private final Semaphore places = new Semaphore(MOST_THREADS);
    private final ExecutorService lookups = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("webhook-names-", 0).factory());

    GuardedResolver(DnsResolver names, AddressGuard guard, Duration timeout) {
        this.names = names;
        this.guard = guard;
        this.timeout = timeout;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = lookUp(host);
        // all of them: a name with one private address is not trusted with its public ones either
        if (found.length == 0 || !Arrays.stream(found).allMatch(guard::allows)) {
            throw new ForbiddenAddressException();
        }
        return found;
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        try {
            if (!places.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnknownHostException("too many names are being looked up");
            }
            Future<InetAddress[]> lookup = lookups.submit(() -> {
                try {
                    return names.resolve(host);
                } finally {
                    places.release();
                }
            });
            return lookup.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new UnknownHostException("the look-up took too long");
        } catch (ExecutionException e) {
            throw new UnknownHostException("the name is not known");
        } catch (RejectedExecutionException e) {
            throw new UnknownHostException("the sender stops");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }

    /** The name leads to where webhooks must not go. */
    static final class ForbiddenAddressException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        ForbiddenAddressException() {
            super("an address that webhooks must not reach");
        }
    }
}
