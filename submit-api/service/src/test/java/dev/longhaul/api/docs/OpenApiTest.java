package dev.longhaul.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.Form;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.batch.BatchStatus;
import dev.longhaul.store.file.FilePurpose;
import java.lang.annotation.Annotation;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

class OpenApiTest {

    private final TestApi api = TestApi.shared();
    private final JsonNode document = api.call("/v3/api-docs").header("Authorization", "").get().hasStatus(200).json();

    @Test
    void the_document_is_openapi_3_1_and_open_to_everybody() {
        assertThat(document.path("openapi").asString()).startsWith("3.1.");
        assertThat(document.path("info").path("title").asString()).isEqualTo("Longhaul");
    }

    @Test
    void every_route_is_in_the_document_and_nothing_else_is() {
        Set<String> documented = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            path.getValue().propertyNames().forEach(method -> documented.add(method + " " + path.getKey()));
        }

        Set<String> routes = routes(ApiController.class, "/v1/");
        assertThat(routes(ApiController.class, "/api/v1/llm/")).as("the older path").hasSameSizeAs(routes);
        routes.addAll(routes(AdminController.class, "/admin/"));
        assertThat(documented).isEqualTo(routes);
    }

    private Set<String> routes(Class<? extends Annotation> controllers, String prefix) {
        Set<String> routes = new TreeSet<>();
        RequestMappingHandlerMapping mapping = api.context().getBean("requestMappingHandlerMapping",
                RequestMappingHandlerMapping.class);
        for (Map.Entry<RequestMappingInfo, HandlerMethod> each : mapping.getHandlerMethods().entrySet()) {
            if (AnnotatedElementUtils.hasAnnotation(each.getValue().getBeanType(), controllers)) {
                each.getKey().getMethodsCondition().getMethods()
                        .forEach(method -> each.getKey().getPatternValues().stream()
                                .filter(pattern -> pattern.startsWith(prefix))
                                .forEach(pattern -> routes.add(method.name()
                                        .toLowerCase(Locale.ROOT) + " " + pattern.replace("{*", "{"))));
            }
        }
        return routes;
    }

    @Test
    void every_call_needs_the_bearer_key() {
        assertThat(document.path("security").toString()).isEqualTo("[{\"apiKey\":[]}]");
        JsonNode scheme = document.path("components").path("securitySchemes").path("apiKey");
        assertThat(scheme.path("type").asString()).isEqualTo("http");
        assertThat(scheme.path("scheme").asString()).isEqualTo("bearer");
    }

    @Test
    void every_reference_leads_somewhere() {
        for (JsonNode reference : document.findValues("$ref")) {
            String pointer = reference.asString().substring(1);
            assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
        }
    }

    @Test
    void lines_are_documented_as_lines() {
        JsonNode bulk = document.path("paths").path("/v1/jobs/bulk").path("post");
        assertThat(bulk.path("requestBody").path("content").propertyNames()).containsExactly("application/x-ndjson");
        assertThat(bulk.path("responses").path("200").path("content").propertyNames())
                .containsExactly("application/x-ndjson");
    }

    @Test
    void the_schemas_have_the_fields_and_words_that_answers_have() {
        String model = TestApi.freshModel();
        String id = api.call("/v1/jobs").post("{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}").json().path("id").asString();
        JsonNode job = api.call("/v1/jobs/" + id + "?wait=20").get().json();

        assertThat(schema("Job").path("properties").propertyNames()).isEqualTo(job.propertyNames());
        assertThat(schema("Attempt").path("properties").propertyNames())
                .isEqualTo(job.path("attempts").path(0).propertyNames());
        assertThat(schema("Usage").path("properties").propertyNames()).isEqualTo(job.path("usage").propertyNames());
        Answer error = api.call("/v1/jobs/x").get();
        assertThat(schema("ErrorDetail").path("properties").propertyNames())
                .isEqualTo(error.json().path("error").propertyNames());
        assertThat(schema("ErrorDetail").path("required").toString())
                .isEqualTo("[\"code\",\"message\",\"param\",\"type\"]");
        assertThat(schema("Model").path("properties").propertyNames())
                .isEqualTo(api.call("/v1/models/small").get().json().propertyNames());
        assertThat(words("Status")).isEqualTo(Arrays.stream(JobState.values()).map(JobState::wire).toList().toString());
        assertThat(words("Lane")).isEqualTo(Arrays.stream(Lane.values()).map(Lane::wire).toList().toString());
        assertThat(schema("Attempt").path("properties").path("outcome").path("enum").toString().replace("\"", "")
                .replace(",", ", ")).isEqualTo(
                        Arrays.stream(Attempt.End.values()).map(Attempt.End::wire).toList().toString());
    }

    @Test
    void files_and_batches_have_the_fields_that_answers_have() {
        JsonNode file = api.call("/v1/files").header("Content-Type", Form.TYPE)
                .post(BodyPublishers.ofByteArray(Form.of("batch", "").bytes())).hasStatus(200).json();
        JsonNode batch = api.call("/v1/batches").post("{\"input_file_id\":\"" + file.path("id").asString()
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}").hasStatus(200).json();

        assertThat(schema("File").path("properties").propertyNames()).isEqualTo(file.propertyNames());
        assertThat(schema("Batch").path("properties").propertyNames()).isEqualTo(batch.propertyNames());
        assertThat(words("BatchStatus"))
                .isEqualTo(Arrays.stream(BatchStatus.values()).map(BatchStatus::wire).toList().toString());
        assertThat(words("FilePurpose"))
                .isEqualTo(Arrays.stream(FilePurpose.values()).map(FilePurpose::wire).toList().toString());
        assertThat(words("EventType"))
                .isEqualTo(Arrays.stream(EventType.values()).map(EventType::wire).toList().toString());
    }

    private String words(String name) {
        return schema(name).path("enum").toString().replace("\"", "").replace(",", ", ");
    }

    private JsonNode schema(String name) {
        return document.path("components").path("schemas").path(name);
    }

    @Test
    void the_docs_page_is_there() {
        Answer redirect = api.call("/docs").header("Authorization", "").get();
        assertThat(redirect.status()).isEqualTo(302);

        Answer page = api.call("/swagger-ui/index.html").header("Authorization", "").get();

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("swagger-ui");
    }
}
