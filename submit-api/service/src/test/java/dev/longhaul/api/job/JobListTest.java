package dev.longhaul.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class JobListTest {

    private final TestApi api = TestApi.shared();
    private final String model = TestApi.freshModel();

    private String submit(String more) {
        return api.call("/v1/jobs").post("{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}").hasStatus(202).json()
                .path("id").asString();
    }

    private JsonNode list(String query) {
        return api.call("/v1/jobs?model=" + model + query).get().hasStatus(200).json();
    }

    private static List<String> ids(JsonNode list) {
        return list.path("data").values().stream().map(job -> job.path("id").asString()).toList();
    }

    @Test
    void pages_follow_each_other_without_gap_or_overlap() {
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submitted.add(submit(""));
        }
        Awaitility.await().until(() -> list("&status=succeeded").path("data").size() == 5);
        List<String> newestFirst = submitted.stream().sorted(Comparator.reverseOrder()).toList();

        JsonNode first = list("&limit=2");
        JsonNode second = list("&limit=2&after=" + first.path("last_id").asString());
        JsonNode third = list("&limit=2&after=" + second.path("last_id").asString());

        assertThat(ids(first)).isEqualTo(newestFirst.subList(0, 2));
        assertThat(ids(second)).isEqualTo(newestFirst.subList(2, 4));
        assertThat(ids(third)).isEqualTo(newestFirst.subList(4, 5));
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(third.path("has_more").asBoolean()).isFalse();
        assertThat(first.path("first_id").asString()).isEqualTo(newestFirst.getFirst());
        assertThat(first.propertyNames()).containsExactly("object", "data", "first_id", "last_id", "has_more");
        assertThat(ids(list("&order=asc"))).isEqualTo(submitted.stream().sorted().toList());
    }

    @Test
    void a_list_is_filtered_and_shows_answers_only_when_asked() {
        String batch = submit(",\"lane\":\"batch\",\"custom_id\":\"mine\"");
        String standard = submit("");
        Awaitility.await().until(() -> list("&status=succeeded").path("data").size() == 2);

        assertThat(ids(list("&lane=batch"))).containsExactly(batch);
        assertThat(ids(list("&custom_id=mine"))).containsExactly(batch);
        assertThat(ids(list("&lane=standard&status=succeeded"))).containsExactly(standard);
        assertThat(ids(list("&status=failed"))).isEmpty();
        assertThat(list("&status=failed").path("last_id").isNull()).isTrue();
        assertThat(ids(list("&created_after=1&created_before=4102444800"))).hasSize(2);
        assertThat(ids(list("&created_after=2100-01-01T00:00:00Z"))).isEmpty();
        assertThat(list("&lane=batch").path("data").path(0).path("response").isNull()).isTrue();
        assertThat(list("&lane=batch&include=response").path("data").path(0).path("response").path("object").asString())
                .isEqualTo("chat.completion");
    }

    @Test
    void a_tenant_sees_its_own_jobs_only() {
        String id = submit("");
        Awaitility.await().until(() -> list("").path("data").size() == 1);

        JsonNode others = api.call("/v1/jobs?model=" + model).bearer(TestApi.OTHER.reveal()).get().hasStatus(200)
                .json();

        assertThat(others.path("data").size()).isZero();
        api.call("/v1/jobs?after=" + id).bearer(TestApi.OTHER.reveal()).get().isError(400, "invalid_cursor", "after");
    }

    @ParameterizedTest
    @CsvSource({"status=done,invalid_parameter,status", "lane=fast,invalid_lane,lane",
            "limit=0,invalid_parameter,limit",
            "limit=101,invalid_parameter,limit", "limit=many,invalid_parameter,limit",
            "after=job_1,invalid_cursor,after",
            "order=up,invalid_parameter,order", "include=all,invalid_parameter,include",
            "created_after=yesterday,invalid_parameter,created_after",
            "created_before=99999999999999999,invalid_parameter,created_before"})
    void a_wrong_query_is_refused_by_name(String query, String code, String param) {
        assertThat(FakePipeline.shared()).isNotNull();
        api.call("/v1/jobs?" + query).get().isError(400, code, param);
    }
}
