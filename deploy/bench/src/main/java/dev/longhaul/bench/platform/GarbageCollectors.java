package dev.longhaul.bench.platform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The garbage collectors of the bench's JVMs.
 *
 * @param general
 *            of those that have none of their own
 * @param ofProcess
 *            by the process's name
 */
record GarbageCollectors(String general, Map<String, String> ofProcess) {

    private static final Set<String> KNOWN = Set.of("Parallel", "G1", "Z", "Serial");
    /** On two cores G1's concurrent marking takes one of them from the work; its pauses are no shorter there. */
    private static final String USUAL = "Parallel";

    GarbageCollectors {
        ofProcess = Map.copyOf(ofProcess);
    }

    /**
     * @param wishes
     *            {@code NAME}, or {@code PROCESS=NAME}
     * @throws IllegalArgumentException
     *             when a collector is not known
     */
    static GarbageCollectors of(List<String> wishes) {
        String general = USUAL;
        Map<String, String> ofProcess = new HashMap<>();
        for (String wish : wishes) {
            int equals = wish.indexOf('=');
            String name = wish.substring(equals + 1);
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is not one of Parallel, G1, Z, Serial");
            }
            if (equals < 0) {
                general = name;
            } else {
                ofProcess.put(wish.substring(0, equals), name);
            }
        }
        return new GarbageCollectors(general, ofProcess);
    }

    String option(String process) {
        return "-XX:+Use" + ofProcess.getOrDefault(process, general) + "GC";
    }
}
