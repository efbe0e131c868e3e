package dev.longhaul.worker.openai;

import dev.longhaul.worker.provider.ProviderCall;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Azure OpenAI: OpenAI's dialect with the header {@code api-key}. A base URL that ends with {@code /v1} is its newer
 * form, where the model stands in the body; else the model is the name of a deployment and stands in the path:
 * {@code https://<resource>.openai.azure.com/openai?api-version=2024-10-21}.
 */
public final class AzureDialect extends OpenAiDialect {

    private final boolean deployments;

    public AzureDialect(URI baseUrl) {
        String path = baseUrl.getPath() == null ? "" : baseUrl.getPath();
        this.deployments = !path.endsWith("/v1") && !path.endsWith("/v1/");
    }

    @Override
    public Map<String, String> keyHeaders(String key) {
        return Map.of("api-key", key);
    }

    @Override
    String path(ProviderCall call) {
        return deployments
                ? "/deployments/" + URLEncoder.encode(call.model(), StandardCharsets.UTF_8) + super.path(call)
                : super.path(call);
    }
}
