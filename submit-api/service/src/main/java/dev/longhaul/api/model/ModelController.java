package dev.longhaul.api.model;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.contract.error.ErrorCode;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** {@code /models}: what may be asked for. */
@ApiController
public final class ModelController {

    private final ModelDirectory models;

    public ModelController(ModelDirectory models) {
        this.models = models;
    }

    @GetMapping("/models")
    ModelList list() {
        return new ModelList("list", models.list());
    }

    /** The name is the rest of the path, because names such as {@code openai/gpt-5.4} have slashes. */
    @GetMapping("/models/{*model}")
    ModelView find(@PathVariable String model) {
        String name = model.substring(1);
        return models.find(name).orElseThrow(() -> noSuchModel(name));
    }

    private static ApiException noSuchModel(String name) {
        return ApiException.of(ErrorCode.MODEL_NOT_FOUND,
                "There is no model '" + name + "'; GET /v1/models lists those there are.", "model");
    }

    /** OpenAI's form of a list without pages. */
    record ModelList(String object, List<ModelView> data) {}
}
