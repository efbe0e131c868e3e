package dev.longhaul.api.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.job.Spending;
import dev.longhaul.store.usage.UsageLedger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class UsageTest {

    private static final String MARCH = "/v1/usage?from=2019-03-01&to=2019-03-31";

    private static final String NO_EXTRAS = ",\"duplicate_requests\":0,\"duplicate_tokens\":0,"
            + "\"duplicate_cost_usd\":0,\"possibly_billed_attempts\":0,\"possibly_billed_tokens\":0,"
            + "\"possibly_billed_cost_usd\":0}";

    private final TestApi api = TestApi.shared();
    /** Of this test's own, so that no other job is among them. */
    private final String model = "model-" + UUID.randomUUID();

    private Spending spending(String tenant, String day, String key, @Nullable String batch, long tokens) {
        return new Spending(tenant, key, batch, model, "openai", Instant.parse(day + "T12:00:00Z"),
                new Usage(tokens, 2 * tokens, 1, 2), 1_500_000);
    }

    private void spend(Spending... spendings) {
        UsageLedger ledger = FakePipeline.shared().usage().ledger(tenant -> ZoneOffset.UTC,
                UUID.randomUUID().toString().replace("-", ""));
        ledger.post(ledger.open(List.of()), List.of(spendings));
    }

    private List<JsonNode> lines(String path) {
        return api.call(path).get().hasStatus(200).json().path("data").valueStream()
                .filter(line -> !line.has("model") || line.path("model").isNull()
                        || line.path("model").asString().equals(model))
                .toList();
    }

    @Test
    void usage_is_told_by_what_one_asks_for() {
        spend(spending("acme", "2019-03-01", "key_1", "night", 10),
                spending("acme", "2019-03-01", "key_1", "night", 20),
                spending("acme", "2019-03-02", "key_2", null, 5), spending("other", "2019-03-02", "key_3", null, 7));

        assertThat(lines(MARCH)).extracting(JsonNode::toString).containsExactly(
                "{\"day\":\"2019-03-01\",\"model\":\"" + model
                        + "\",\"provider\":null,\"key\":null,\"batch\":null,\"requests\":2,"
                        + "\"prompt_tokens\":30,\"completion_tokens\":60,\"total_tokens\":90,\"cached_tokens\":2,"
                        + "\"reasoning_tokens\":4,\"cost_usd\":0.003" + NO_EXTRAS,
                "{\"day\":\"2019-03-02\",\"model\":\"" + model
                        + "\",\"provider\":null,\"key\":null,\"batch\":null,\"requests\":1,"
                        + "\"prompt_tokens\":5,\"completion_tokens\":10,\"total_tokens\":15,\"cached_tokens\":1,"
                        + "\"reasoning_tokens\":2,\"cost_usd\":0.0015" + NO_EXTRAS);
        assertThat(lines(MARCH + "&group_by=model,key,batch")).extracting(line -> line.path("key").asString() + " "
                + line.path("batch").asString("-") + " " + line.path("total_tokens").asLong())
                .containsExactly("key_1 night 90", "key_2 - 15");
        assertThat(lines(MARCH + "&group_by=model,provider")).singleElement()
                .returns("openai", line -> line.path("provider").asString());
        assertThat(lines(MARCH + "&group_by=model")).singleElement()
                .returns(3L, line -> line.path("requests").asLong());
        JsonNode all = api.call(MARCH + "&group_by=").get().hasStatus(200).json();
        assertThat(all.path("data")).hasSize(1);
        assertThat(all.path("data").path(0)).isEqualTo(all.path("total"));
    }

    @Test
    void usage_is_told_as_csv_when_that_is_asked_for() {
        String batch = "=cmd(\"x\"),1";
        spend(spending("acme", "2018-03-01", "key_1", batch, 10));
        String year = "/v1/usage?from=2018-03-01&to=2018-03-31&group_by=model,batch";

        Answer csv = api.call(year + "&format=csv").get().hasStatus(200);

        assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(csv.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"usage-2018-03-01-2018-03-31.csv\"");
        assertThat(csv.body()).isEqualTo("day,model,provider,key,batch,requests,prompt_tokens,completion_tokens,"
                + "total_tokens,cached_tokens,reasoning_tokens,cost_usd,duplicate_requests,duplicate_tokens,"
                + "duplicate_cost_usd,possibly_billed_attempts,possibly_billed_tokens,possibly_billed_cost_usd\r\n,"
                + model + ",,,\"'=cmd(\"\"x\"\"),1\",1,10,20,30,1,2,0.0015,0,0,0,0,0,0\r\n");
        assertThat(api.call(year).header("Accept", "text/csv").get().hasStatus(200).body()).isEqualTo(csv.body());
        assertThat(api.call(year + "&format=json").header("Accept", "text/csv").get().hasStatus(200).json()
                .path("data")).hasSize(1);
        assertThat(api.call("/v1/usage?from=2017-01-01&to=2017-01-02&format=csv").get().hasStatus(200).body())
                .startsWith("day,").endsWith("_usd\r\n");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"night,night", "`a,b`,`\"a,b\"`", "say \"hi\",`\"say \"\"hi\"\"\"`",
            "-1,'-1",
            "+1,'+1", "@a,'@a", "=1,'=1", "a=1,a=1"})
    void a_name_stays_one_field_and_no_formula(String name, String field) {
        assertThat(UsageCsv.text(name)).isEqualTo(field);
    }

    @Test
    void the_last_thirty_days_are_told_when_nothing_is_asked() {
        JsonNode report = api.call("/v1/usage").get().hasStatus(200).json();

        assertThat(report.path("object").asString()).isEqualTo("list");
        assertThat(LocalDate.parse(report.path("from").asString()).plusDays(29))
                .isEqualTo(LocalDate.parse(report.path("to").asString()));
        assertThat(report.path("time_zone").asString()).isEqualTo("UTC");
    }

    @ParameterizedTest
    @CsvSource({"from=yesterday,from", "to=2026-02-30,to", "from=2026-02-02&to=2026-02-01,from",
            "from=2020-01-01&to=2026-01-01,from", "from=0000-01-01,from", "group_by=colour,group_by",
            "'group_by=day,',group_by", "format=xml,format"})
    void a_wrong_question_is_told_what_is_wrong(String query, String param) {
        api.call("/v1/usage?" + query).get().isError(400, "invalid_parameter", param);
    }
}
