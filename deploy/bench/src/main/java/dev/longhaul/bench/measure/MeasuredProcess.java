package dev.longhaul.bench.measure;

/**
 * A process whose CPU and memory are measured.
 *
 * @param name
 *            for the table
 * @param pid
 *            on this machine
 * @param provider
 *            whether it only plays the provider, and so is not part of the platform's cost
 */
public record MeasuredProcess(String name, long pid, boolean provider) {

    public static MeasuredProcess platform(String name, long pid) {
        return new MeasuredProcess(name, pid, false);
    }

    public static MeasuredProcess simulator(long pid) {
        return new MeasuredProcess("simulator", pid, true);
    }

    /** This JVM, which submits and checks. */
    public static MeasuredProcess driver() {
        return new MeasuredProcess("driver", ProcessHandle.current().pid(), false);
    }
}
