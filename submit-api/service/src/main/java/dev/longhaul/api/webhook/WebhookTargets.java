package dev.longhaul.api.webhook;

import dev.longhaul.contract.webhook.AddressGuard;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Judges the URLs that callers want webhooks at. The sender judges again when it connects. Thread-safe. */
public final class WebhookTargets {

    private static final Duration LOOK_UP = Duration.ofSeconds(3);

    private final AddressGuard guard;
    private final BooleanSupplier isPossible;

    /**
     * @param isPossible
     *            whether webhooks can be signed here
     */
    public WebhookTargets(AddressGuard guard, BooleanSupplier isPossible) {
        this.guard = guard;
        this.isPossible = isPossible;
    }

    boolean isPossible() {
        return isPossible.getAsBoolean();
    }

    /** Why a webhook must not go there, as far as the URL says; empty when it may. */
    public Optional<String> refusal(String url) {
        return isPossible()
                ? guard.refusal(url)
                : Optional.of("cannot be used here: longhaul.webhook.master-key is not set");
    }

    /** As {@link #refusal}, and by where the name leads now. A name that nobody knows is left to the sender. */
    Optional<String> refusalOfEndpoint(String url) {
        Optional<String> refusal = refusal(url);
        return refusal.isPresent() || leadsOutside(URI.create(url).getHost())
                ? refusal
                : Optional.of("must lead to the public internet: its host has an address that is private, local or "
                        + "reserved");
    }

    private boolean leadsOutside(String host) {
        // on a thread of its own: a look-up blocks it in the operating system
        CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
        Thread unused = Thread.ofPlatform().daemon().name("webhook-name").start(() -> {
            try {
                found.complete(InetAddress.getAllByName(host));
            } catch (UnknownHostException e) {
                found.complete(new InetAddress[0]);
            }
        });
        return Arrays.stream(found.completeOnTimeout(new InetAddress[0], LOOK_UP.toMillis(), TimeUnit.MILLISECONDS)
                .join()).allMatch(guard::allows);
    }
}
