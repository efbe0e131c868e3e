package dev.longhaul.bench.load;

/** Tells on standard error what is being done, because a measurement takes minutes. */
public final class Progress {

    private Progress() {}

    public static void say(String what) {
        System.err.println("bench: " + what);
    }
}
