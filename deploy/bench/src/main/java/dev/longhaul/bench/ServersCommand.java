package dev.longhaul.bench;

import dev.longhaul.bench.platform.Platform;
import dev.longhaul.bench.platform.PlatformOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bench servers}: a platform to measure or look at, until Ctrl-C. */
@Command(name = "servers", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Starts a platform, says where it is, and stops it at Ctrl-C.")
final class ServersCommand implements Callable<Integer> {

    @Mixin
    private PlatformOptions options = new PlatformOptions();

    @Override
    public Integer call() throws InterruptedException {
        try (Platform platform = options.open()) {
            System.out.println(platform.description());
            System.out.println("--url " + platform.url() + " --simulator-url " + platform.simulatorUrl());
            platform.apiKeys().forEach(key -> System.out.println("--api-key " + key));
            platform.processes().stream().filter(process -> !process.provider())
                    .forEach(process -> System.out.println("--process " + process.name() + "=" + process.pid()));
            System.out.println("Ctrl-C stops it.");
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
