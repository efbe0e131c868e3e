package dev.longhaul.api.worker;

import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.contract.message.WorkerReport.KeyState;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A provider of the catalogue, as the live workers see it.
 *
 * @param workers
 *            that have a key for it and take jobs; none while it is paused
 * @param keys
 *            of all of them, by name
 * @param unavailable
 *            models that some of them would not call now
 */
record ProviderView(String object, String name, int workers, List<Key> keys, List<ClosedOff> unavailable) {

    /**
     * A key's state, or one of its states where workers have different ones.
     *
     * @param state
     *            {@code ready}, {@code paused} or {@code unusable}
     * @param model
     *            that it is not used for; null for all
     * @param until
     *            when it is tried again, the latest of the workers' times, in seconds since 1970
     * @param code
     *            the provider's, that says why
     * @param workers
     *            that say so
     */
    record Key(String name, String state, @Nullable String model, @Nullable Long until, @Nullable String code,
            int workers) {}

    /**
     * @param workers
     *            whose circuit breakers for it are open
     */
    record ClosedOff(String model, int workers) {}

    static ProviderView of(String name, List<Heartbeat> live) {
        List<Heartbeat> working = live.stream().filter(worker -> !worker.stopping()).toList();
        List<Heartbeat> serving = working.stream().filter(worker -> worker.providers().contains(name)).toList();
        String prefix = name + "/";
        List<ClosedOff> unavailable = serving.stream().flatMap(worker -> worker.unavailable().stream())
                .filter(target -> target.startsWith(prefix))
                .collect(Collectors.groupingBy(target -> target.substring(prefix.length()), TreeMap::new,
                        Collectors.counting()))
                .entrySet().stream().map(each -> new ClosedOff(each.getKey(), each.getValue().intValue())).toList();
        return new ProviderView("provider", name, serving.size(), keys(name, working), unavailable);
    }

    private static List<Key> keys(String provider, List<Heartbeat> working) {
        return working.stream().flatMap(worker -> worker.keys().stream())
                .filter(key -> key.provider().equals(provider))
                .collect(Collectors.groupingBy(key -> key.name() + " " + key.state() + " " + key.model(), TreeMap::new,
                        Collectors.toList()))
                .values().stream().map(ProviderView::together).toList();
    }

    private static Key together(List<KeyState> same) {
        KeyState latest = Collections.max(same,
                Comparator.comparing(KeyState::until, Comparator.nullsFirst(Comparator.naturalOrder())));
        return new Key(latest.name(), latest.state(), latest.model(), seconds(latest.until()), latest.code(),
                same.size());
    }

    private static @Nullable Long seconds(@Nullable Instant time) {
        return time == null ? null : time.getEpochSecond();
    }
}
