package dev.longhaul.bench.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process of one or more services that can be killed and started again. For one thread. */
public final class RunningService {

    private final String name;
    private final List<String> arguments;
    private final Launch launch;
    private final Parts parts;
    private ChildJvm jvm;
    private int starts = 1;

    RunningService(String name, List<String> arguments, Launch launch, Parts parts) {
        this.name = name;
        this.arguments = arguments;
        this.launch = launch;
        this.parts = parts;
        this.jvm = started();
    }

    private ChildJvm started() {
        return parts.add(ChildJvm.start(name, ServicesProcess.class, arguments, launch));
    }

    public String name() {
        return name;
    }

    long pid() {
        return jvm.pid();
    }

    void awaitReady() {
        jvm.awaitPrinted(ServerProcess.READY);
    }

    /** As {@code kill -9}: nothing is finished. */
    public void kill() throws InterruptedException {
        jvm.kill();
    }

    /** Starts it again, with the log of the run before beside the new one, and returns when it is up. */
    public void restart() {
        Path log = launch.directory().resolve(name + ".log");
        try {
            Files.move(log, launch.directory().resolve(name + "." + starts++ + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException("The log of " + name + " cannot be put aside", e);
        }
        jvm = started();
        awaitReady();
    }
}
