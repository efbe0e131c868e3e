package dev.longhaul.worker.attempt;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.RelayJob.Target;
import dev.longhaul.worker.attempt.RouteEnd.Left;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ChunkSink;
import dev.longhaul.worker.provider.Fault;
import dev.longhaul.worker.provider.Provider;
import dev.longhaul.worker.stop.StopSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls for one dispatch: the targets of its route one after the other, until one of them settles it. */
final class RouteRun {

    private static final Logger log = LoggerFactory.getLogger(RouteRun.class);

    private final JobRun run;

    RouteRun(RouteSettings settings, RelayJob job, StopSignal stop, ChunkSink pieces) {
        this.run = new JobRun(settings, job, stop, pieces);
    }

    AttemptLog attempts() {
        return run.attempts();
    }

    Outcome run() {
        List<Target> own = allowed(run.job(), run.job().route());
        if (own.isEmpty()) {
            log.error("job {} of {}, epoch {}: came with no target that its own limits allow; nobody is called",
                    run.job().id(), run.job().tenant(), run.job().epoch());
            return new Outcome.Failed(Failure.of(ErrorCode.MODEL_NOT_ALLOWED,
                    "The tenant's plan allows none of the providers that the job was sent to."));
        }
        Outcome outcome = run(own);
        List<Target> larger = outcome instanceof Outcome.Failed failed
                && failed.failure().code().equals(ErrorCode.CONTEXT_LENGTH_EXCEEDED.wire())
                        ? run.settings().largerModels().route(run.job())
                        : List.of();
        if (larger.isEmpty()) {
            return outcome;
        }
        log.info("job {} of {}, epoch {}: too long for {}; {} is asked instead", run.job().id(), run.job().tenant(),
                run.job().epoch(), run.job().model(), larger.getFirst().model());
        return run(larger);
    }

    /** Those that the job's own limits allow, whoever put it together. */
    static List<Target> allowed(RelayJob job, List<Target> route) {
        return route.stream().filter(target -> job.allowedOrAll().provider(target.provider())).toList();
    }

    private Outcome run(List<Target> route) {
        List<Left> left = new ArrayList<>(1);
        for (Target target : route) {
            Optional<Provider> provider = run.settings().providers().find(target.provider());
            if (provider.isEmpty()) {
                left.add(new Left(noKey(target.provider()), null));
                continue;
            }
            switch (new TargetRun(run, provider.get(), target.model()).run()) {
                case TargetRun.End.Settled(Outcome outcome) -> {
                    return outcome;
                }
                case TargetRun.End.Next(Left why) -> left.add(why);
            }
        }
        return RouteEnd.of(left, run.now());
    }

    private static AttemptResult.Faulted noKey(String provider) {
        return new AttemptResult.KeyUnusable(Fault.ofConnection("no_key",
                "this worker has no key for " + provider + ": set longhaul.providers." + provider + ".api-key"));
    }
}
