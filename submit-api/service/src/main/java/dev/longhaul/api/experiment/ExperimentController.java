package dev.longhaul.api.experiment;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.CursorPage;
import dev.longhaul.api.http.PageRequest;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.api.request.ExperimentRequest;
import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.experiment.Experiment;
import dev.longhaul.store.experiment.Experiment.Design;
import dev.longhaul.store.experiment.ExperimentStore;
import dev.longhaul.store.experiment.StopReason;
import dev.longhaul.store.experiment.Variant;
import dev.longhaul.store.plan.Plans;
import dev.longhaul.store.usage.UsageStore;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /experiments}: variants of model and parameters, compared on a tenant's own jobs. */
@ApiController
public final class ExperimentController {

    private static final Logger log = LoggerFactory.getLogger(ExperimentController.class);
    private static final int BODY_LIMIT = 2 * 1024 * 1024;
    /** Something that costs something wherever anything does. */
    private static final Usage SOME = new Usage(1_000_000, 1_000_000, 0, 0);

    private final ExperimentStore store;
    private final ExperimentDirectory directory;
    private final ExperimentReports reports;
    private final UsageStore usage;
    private final ModelDirectory models;
    private final Plans plans;
    private final Prices prices;
    private final Clock clock;

    public ExperimentController(ExperimentStore store, ExperimentDirectory directory, ExperimentReports reports,
            UsageStore usage, ModelDirectory models, Plans plans, Prices prices, Clock clock) {
        this.store = store;
        this.directory = directory;
        this.reports = reports;
        this.usage = usage;
        this.models = models;
        this.plans = plans;
        this.prices = prices;
        this.clock = clock;
    }

    @PostMapping("/experiments")
    ExperimentView create(HttpServletRequest request, Caller caller) {
        Design design = ExperimentRequest.read(RequestBody.json(request, BODY_LIMIT), models,
                plans.of(caller.tenant()).allowed());
        if (design.maxNanoDollars() != null) {
            requirePrices(design.variants());
        }
        Experiment created = store.create(caller.tenant(), design)
                .orElseThrow(() -> ApiException.of(ErrorCode.INVALID_PARAMETER, "You have "
                        + ExperimentStore.MOST_RUNNING + " running experiments, which is the most: stop one first."));
        log.info("tenant {} has begun experiment {}, with key {}", caller.tenant(), created.id(), caller.keyId());
        directory.put(created);
        return ExperimentView.of(created, 0L);
    }

    /** A cap counts by prices, and would never be reached without. */
    private void requirePrices(List<Variant> variants) {
        IntStream.range(0, variants.size())
                .filter(i -> prices.mostNanoDollars(variants.get(i).model(), clock.instant(), SOME) == null).findFirst()
                .ifPresent(i -> {
                    throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'max_cost_usd' cannot be counted, because "
                            + "the catalogue has no price of the model of 'variants[" + i
                            + "]': leave it out, or compare models with prices.", "max_cost_usd");
                });
    }

    @GetMapping("/experiments")
    CursorPage<ExperimentView> list(HttpServletRequest request, Caller caller) {
        PageRequest page = PageRequest.of(request);
        return page.page(store.list(caller.tenant(), page.after(), page.look()), ExperimentView::of, Experiment::id);
    }

    @GetMapping("/experiments/{id}")
    ExperimentView read(@PathVariable("id") String id, Caller caller) {
        return view(own(id, caller));
    }

    @PostMapping("/experiments/{id}/stop")
    ExperimentView stop(@PathVariable("id") String id, Caller caller) {
        Experiment stopped = store.stop(caller.tenant(), id, StopReason.BY_USER)
                .orElseThrow(() -> Participation.unknown(id, "id"));
        log.info("tenant {} has stopped experiment {}, with key {}", caller.tenant(), id, caller.keyId());
        directory.put(stopped);
        return view(stopped);
    }

    @GetMapping("/experiments/{id}/report")
    ReportView report(@PathVariable("id") String id, Caller caller) {
        return reports.of(own(id, caller));
    }

    private Experiment own(String id, Caller caller) {
        return directory.read(caller.tenant(), id).orElseThrow(() -> Participation.unknown(id, "id"));
    }

    private ExperimentView view(Experiment experiment) {
        return ExperimentView.of(experiment, usage.spentByExperiment(experiment.id()));
    }
}
