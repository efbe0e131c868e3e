package dev.longhaul.bench.kill;

import dev.longhaul.bench.load.Progress;
import dev.longhaul.bench.platform.RunningService;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Kills services at random moments and starts each again. For one thread. */
final class Killer {

    private static final Duration MOST_DOWN = Duration.ofSeconds(3);

    private final List<RunningService> victims;
    private final SplittableRandom random;
    private final Duration mostGap;
    private final Clock clock;

    /**
     * @param mostGap
     *            between the restart of one and the next kill, at most
     */
    Killer(List<RunningService> victims, SplittableRandom random, Duration mostGap, Clock clock) {
        this.victims = victims;
        this.random = random;
        this.mostGap = mostGap;
        this.clock = clock;
    }

    List<Kill> kill(int times) throws InterruptedException {
        List<Kill> kills = new ArrayList<>();
        while (kills.size() < times) {
            Thread.sleep(random.nextLong(mostGap.toMillis() + 1));
            RunningService victim = victims.get(random.nextInt(victims.size()));
            var at = clock.instant();
            long killed = System.nanoTime();
            victim.kill();
            Thread.sleep(random.nextLong(MOST_DOWN.toMillis() + 1));
            victim.restart();
            kills.add(new Kill(victim.name(), at, killed, System.nanoTime()));
            Progress.say("kill " + kills.size() + " of " + times + ": " + victim.name() + ", up again after "
                    + (System.nanoTime() - killed) / 1_000_000 + " ms");
        }
        return kills;
    }
}
