package dev.longhaul.api.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.Form;
import dev.longhaul.api.testing.RawHttp;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.store.file.FileStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FilesTest {

    private final TestApi api = TestApi.shared();

    private Answer upload(Form form) {
        return upload(api, form.bytes());
    }

    private static Answer upload(TestApi to, byte[] body) {
        return to.call("/v1/files").header("Content-Type", Form.TYPE).post(BodyPublishers.ofByteArray(body));
    }

    private static String id(Answer answer) {
        return answer.hasStatus(200).json().path("id").asString();
    }

    @Test
    void a_file_is_there_after_its_upload_and_is_read_as_it_was_sent() {
        String content = "{\"custom_id\":\"ä\"}\n".repeat(200_000);
        JsonNode file = upload(Form.of("batch", content)).hasStatus(200).json();

        assertThat(file.propertyNames()).containsExactly("id", "object", "bytes", "created_at", "expires_at",
                "filename", "purpose", "status");
        assertThat(file.path("object").asString()).isEqualTo("file");
        assertThat(file.path("bytes").asLong()).isEqualTo(content.getBytes(StandardCharsets.UTF_8).length);
        assertThat(file.path("filename").asString()).isEqualTo("in.jsonl");
        assertThat(file.path("purpose").asString()).isEqualTo("batch");
        assertThat(file.path("status").asString()).isEqualTo("processed");
        assertThat(file.path("expires_at").asLong() - file.path("created_at").asLong()).isEqualTo(30 * 86_400);
        String id = file.path("id").asString();
        assertThat(api.call("/v1/files/" + id).get().hasStatus(200).json()).isEqualTo(file);
        Answer read = api.call("/v1/files/" + id + "/content").header("Accept", "application/binary").get();
        assertThat(read.hasStatus(200).body()).isEqualTo(content);
        assertThat(read.header("Content-Length")).isEqualTo(String.valueOf(file.path("bytes").asLong()));
    }

    @Test
    void a_form_may_come_without_a_length_and_its_file_without_a_name_and_first() {
        byte[] form = new Form().nameless("x".getBytes(StandardCharsets.UTF_8)).field("purpose", "batch")
                .field("expires_after[anchor]", "created_at").field("expires_after[seconds]", "3600").bytes();

        JsonNode file = api.call("/v1/files").header("Content-Type", Form.TYPE)
                .post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form))).hasStatus(200).json();

        assertThat(file.path("filename").asString()).isEqualTo("upload");
        assertThat(file.path("expires_at").asLong() - file.path("created_at").asLong()).isEqualTo(3_600);
    }

    @Test
    void an_empty_file_is_a_file() {
        String id = id(upload(Form.of("batch", "")));

        assertThat(api.call("/v1/files/" + id + "/content").get().hasStatus(200).body()).isEmpty();
    }

    @Test
    void what_is_wrong_with_a_form_is_told() {
        upload(new Form().field("purpose", "batch")).isError(400, "missing_parameter", "file");
        upload(new Form().file("a", new byte[1])).isError(400, "missing_parameter", "purpose");
        upload(Form.of("fine-tune", "x")).isError(400, "invalid_parameter", "purpose");
        upload(Form.of("batch_output", "x")).isError(400, "invalid_parameter", "purpose");
        upload(Form.of("batch", "x").field("color", "red")).isError(400, "unknown_parameter", "color");
        upload(Form.of("batch", "x").file("b", new byte[1])).isError(400, "invalid_parameter", "file");
        upload(Form.of("batch", "x").field("purpose", "batch")).isError(400, "invalid_parameter", "purpose");
        upload(Form.of("batch", "x").field("expires_after[seconds]", "3600")).isError(400, "invalid_parameter",
                "expires_after[anchor]");
        for (String seconds : List.of("3599", "2592001", "soon")) {
            upload(Form.of("batch", "x").field("expires_after[anchor]", "created_at")
                    .field("expires_after[seconds]", seconds)).isError(400, "invalid_parameter",
                            "expires_after[seconds]");
        }
        api.call("/v1/files").post("{}").isError(415, "unsupported_media_type", "Content-Type");
    }

    @Test
    void an_upload_that_breaks_off_leaves_no_file() {
        int before = api.call("/v1/files").get().json().path("data").size();

        upload(api, Form.of("batch", "x".repeat(3_000_000)).brokenOff()).isError(400, "invalid_parameter", null);

        assertThat(api.call("/v1/files").get().json().path("data").size()).isEqualTo(before);
    }

    @Test
    void a_file_over_the_limit_is_refused_before_it_is_read() throws IOException {
        try (TestApi small = TestApi.start(Map.of("longhaul.api.file-limit", "1MB"))) {
            upload(small, Form.of("batch", "x".repeat(1_048_576)).bytes()).hasStatus(200);
            upload(small, Form.of("batch", "x".repeat(1_048_577)).bytes()).isError(413, "request_too_large", "file");

            String head = "POST /v1/files HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TestApi.ACME.reveal()
                    + "\r\nContent-Type: " + Form.TYPE + "\r\nContent-Length: 3000000\r\n\r\n";
            try (Socket socket = RawHttp.open(small.port(), head)) {
                assertThat(RawHttp.readUntil(socket, "request_too_large")).startsWith("HTTP/1.1 413");
            }
        }
    }

    @Test
    void files_are_listed_page_by_page_in_either_order_and_by_purpose() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(id(upload(Form.of("batch", "x"))));
        }

        JsonNode page = api.call("/v1/files?order=desc&limit=2").get().hasStatus(200).json();
        assertThat(texts(page)).containsExactly(ids.get(2), ids.get(1));
        assertThat(page.path("has_more").asBoolean()).isTrue();
        assertThat(page.path("last_id").asString()).isEqualTo(ids.get(1));
        assertThat(texts(api.call("/v1/files?limit=1&after=" + ids.get(1)).get().json())).containsExactly(ids.get(0));
        assertThat(texts(api.call("/v1/files?order=asc&after=" + ids.get(0)).get().json()).subList(0, 2))
                .containsExactly(ids.get(1), ids.get(2));
        assertThat(texts(api.call("/v1/files?purpose=batch&limit=3").get().json())).containsAll(ids);
        assertThat(texts(api.call("/v1/files?purpose=batch_output").get().json())).doesNotContainAnyElementsOf(ids);
        api.call("/v1/files?purpose=other").get().isError(400, "invalid_parameter", "purpose");
        api.call("/v1/files?order=up").get().isError(400, "invalid_parameter", "order");
        api.call("/v1/files?limit=10001").get().isError(400, "invalid_parameter", "limit");
    }

    private static List<String> texts(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("data").forEach(file -> ids.add(file.path("id").asString()));
        return ids;
    }

    @Test
    void a_deleted_file_and_a_foreign_one_are_not_there() {
        String id = id(upload(Form.of("batch", "x")));
        for (String path : List.of("/v1/files/" + id, "/v1/files/" + id + "/content")) {
            api.call(path).bearer(TestApi.OTHER.reveal()).get().isError(404, "file_not_found", "id");
        }
        api.call("/v1/files/" + id).bearer(TestApi.OTHER.reveal()).method("DELETE").isError(404, "file_not_found",
                "id");
        assertThat(texts(api.call("/v1/files").bearer(TestApi.OTHER.reveal()).get().json())).doesNotContain(id);

        JsonNode deleted = api.call("/v1/files/" + id).method("DELETE").hasStatus(200).json();

        assertThat(deleted.toString()).isEqualTo("{\"id\":\"" + id + "\",\"object\":\"file\",\"deleted\":true}");
        api.call("/v1/files/" + id).get().isError(404, "file_not_found", "id");
        api.call("/v1/files/" + id + "/content").get().isError(404, "file_not_found", "id");
        assertThat(api.context().getBean(FileStore.class).find("acme", id)).isEmpty();
    }
}
