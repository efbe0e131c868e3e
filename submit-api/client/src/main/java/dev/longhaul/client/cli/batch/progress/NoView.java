package dev.longhaul.client.cli.batch.progress;

import java.time.Duration;

final class NoView implements ProgressView {

    @Override
    public Duration interval() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void show(RunStatus status) {
        // wanted so
    }

    @Override
    public void close() {
        // holds nothing
    }
}
