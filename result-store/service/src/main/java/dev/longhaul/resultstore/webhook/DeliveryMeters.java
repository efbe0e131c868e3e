package dev.longhaul.resultstore.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** {@code longhaul_webhook_tries_total} by what came of them, and {@code longhaul_webhook_under_way}. */
final class DeliveryMeters {

    private final MeterRegistry registry;

    DeliveryMeters(MeterRegistry registry, Rota rota) {
        this.registry = registry;
        Gauge.builder("longhaul.webhook.under.way", rota, Rota::underWay)
                .description("webhook deliveries that are being tried").register(registry);
    }

    void tried(Verdict verdict) {
        String result = switch (verdict) {
            case Verdict.Delivered delivered -> "delivered";
            case Verdict.Again again -> "again";
            case Verdict.GivenUp givenUp -> "given_up";
            case Verdict.Gone gone -> "gone";
        };
        registry.counter("longhaul.webhook.tries", "result", result).increment();
    }
}
