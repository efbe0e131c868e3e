package dev.longhaul.api.model;

import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.key.Caller;
import dev.longhaul.store.plan.Plans;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /models}: what the caller may ask for. */
@ApiController
public final class ModelController {

    private final ModelDirectory models;

    private final Plans plans;

    public ModelController(ModelDirectory models, Plans plans) {
        this.models = models;
        this.plans = plans;
    }

    @GetMapping("/models")
    ModelList list(Caller caller) {
        return new ModelList("list", models.list(plans.of(caller.tenant()).allowed()));
    }

    /** The name is the rest of the path, because names such as {@code openai/gpt-5.4} have slashes. */
    @GetMapping("/models/{*model}")
    ModelView find(@PathVariable String model, Caller caller) {
        return models.find(model.substring(1), plans.of(caller.tenant()).allowed());
    }

    /** OpenAI's form of a list without pages. */
    record ModelList(String object, List<ModelView> data) {}
}
