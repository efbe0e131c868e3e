package dev.longhaul.bench.platform;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the bench's JVMs are started.
 *
 * @param directory
 *            where they work and log
 * @param heap
 *            as in {@code -Xmx}
 * @param collectors
 *            of each of them
 * @param jvmOptions
 *            further ones, {@code -OPTION} or {@code PROCESS=-OPTION}; {@code %name%} in them becomes the process's
 *            name
 * @param environment
 *            on top of the bench's own
 */
record Launch(Path directory, String heap, GarbageCollectors collectors, List<String> jvmOptions,
        Map<String, String> environment) {

    Launch {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }

    /** The further options of one process. */
    List<String> jvmOptionsOf(String process) {
        String only = process + "=";
        return jvmOptions.stream().filter(option -> option.startsWith("-") || option.startsWith(only))
                .map(option -> option.startsWith(only) ? option.substring(only.length()) : option)
                .map(option -> option.replace("%name%", process)).toList();
    }

    Launch with(Map<String, String> moreEnvironment) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(moreEnvironment);
        return new Launch(directory, heap, collectors, jvmOptions, all);
    }
}
