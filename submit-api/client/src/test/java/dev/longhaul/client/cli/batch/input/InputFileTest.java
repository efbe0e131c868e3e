package dev.longhaul.client.cli.batch.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.client.cli.session.UserErrorException;
import dev.longhaul.contract.job.Lane;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class InputFileTest {

    private static final LineDefaults DEFAULTS = new LineDefaults("m", null, Lane.BATCH, null, null, null);

    @TempDir
    private Path directory;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static List<PreparedLine> lines(InputFile input) throws IOException {
        List<PreparedLine> lines = new ArrayList<>();
        try (PreparedLines prepared = input.open()) {
            for (PreparedLine line = prepared.next(); line != null; line = prepared.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private List<PreparedLine> lines(String name, String content, LineDefaults defaults) throws IOException {
        return lines(InputFile.scan(file(name, content), LineFormat.AUTO, defaults, Integer.MAX_VALUE));
    }

    private PreparedLine only(String json, LineDefaults defaults) throws IOException {
        return lines("one.jsonl", json + "\n", defaults).getFirst();
    }

    private void assertRefused(String name, String content, LineDefaults defaults, String... parts)
            throws IOException {
        Path file = file(name, content);
        assertThatThrownBy(() -> InputFile.scan(file, LineFormat.AUTO, defaults, Integer.MAX_VALUE))
                .isInstanceOf(UserErrorException.class).hasMessageContainingAll(parts);
    }

    private static String prompt(PreparedLine line) {
        return line.body().path("messages").path(line.body().path("messages").size() - 1).path("content").asString();
    }

    @Test
    void plain_lines_are_prompts_and_blank_ones_are_passed_over() throws IOException {
        List<PreparedLine> lines = lines("prompts.txt", "\uFEFFfirst\r\n\n  \n你好 \"quoted\"\n{no json", DEFAULTS);
        assertThat(lines).extracting(InputFileTest::prompt).containsExactly("first", "你好 \"quoted\"", "{no json");
        assertThat(lines).extracting(PreparedLine::customId).containsExactly("line-1", "line-4", "line-5");
        assertThat(lines.getFirst().body()).isEqualTo(JsonMapper.shared().readTree("""
                {"messages":[{"role":"user","content":"first"}],"model":"m","lane":"batch","custom_id":"line-1"}"""));
    }

    @Test
    void a_file_without_json_objects_is_text_whatever_its_name() throws IOException {
        assertThat(lines("prompts.jsonl", "what is 2+2?\n\"to be\"\n42\n", DEFAULTS))
                .extracting(InputFileTest::prompt).containsExactly("what is 2+2?", "\"to be\"", "42");
    }

    @Test
    void json_strings_are_prompts() throws IOException {
        assertThat(lines("prompts.jsonl", "\"a\\nb\"\n\"c\"\n", DEFAULTS)).extracting(InputFileTest::prompt)
                .containsExactly("a\nb", "c");
    }

    @ParameterizedTest
    @CsvSource({"prompt", "question", "input"})
    void an_object_with_a_prompt_under_any_of_its_names_is_one(String name) throws IOException {
        PreparedLine line = only(
                "{\"" + name + "\":\"hi\",\"answer\":\"secret\",\"id\":7,\"temperature\":0.1,\"system\":\"brief\"}",
                DEFAULTS);
        assertThat(line.customId()).isEqualTo("7");
        assertThat(line.body().toString()).isEqualTo("{\"messages\":[{\"role\":\"system\",\"content\":\"brief\"},"
                + "{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":0.1,\"model\":\"m\",\"lane\":\"batch\","
                + "\"custom_id\":\"7\"}");
    }

    @Test
    void a_chat_body_goes_as_it_is() throws IOException {
        PreparedLine line = only("{\"model\":\"own\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + "\"custom_id\":\"mine\",\"lane\":\"standard\",\"stream\":true,\"logit_bias\":{\"5\":1},"
                + "\"metadata\":null}", DEFAULTS);
        assertThat(line.body().toString())
                .isEqualTo("{\"model\":\"own\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"custom_id\":\"mine\",\"lane\":\"standard\",\"logit_bias\":{\"5\":1}}");
    }

    @Test
    void a_line_of_an_openai_batch_file_gives_its_body() throws IOException {
        PreparedLine line = only("{\"custom_id\":\"gsm-1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                + "\"body\":{\"model\":\"own\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}}", DEFAULTS);
        assertThat(line.customId()).isEqualTo("gsm-1");
        assertThat(line.body().path("custom_id").asString()).isEqualTo("gsm-1");
        assertThat(prompt(line)).isEqualTo("hi");
    }

    @Test
    void defaults_fill_what_a_line_leaves_open_and_nothing_else() throws IOException {
        LineDefaults all = new LineDefaults("m", "be brief", Lane.STANDARD, new BigDecimal("0.2"), 9, null);
        assertThat(only("{\"prompt\":\"hi\"}", all).body().toString()).isEqualTo("{\"messages\":[{\"role\":\"system\","
                + "\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"hi\"}],\"model\":\"m\","
                + "\"lane\":\"standard\",\"temperature\":0.2,\"max_completion_tokens\":9,\"custom_id\":\"line-1\"}");
        String own = "{\"messages\":[{\"role\":\"developer\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"hi\"}],"
                + "\"model\":\"own\",\"lane\":\"batch\",\"temperature\":1,\"max_tokens\":3,\"custom_id\":\"c\"}";
        assertThat(only(own, all).body()).hasToString(own);
        assertThat(all.asOptions()).containsEntry("--temperature", "0.2").containsEntry("--lane", "standard");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"prompt\":5}|one of them is needed",
            "{\"answer\":\"x\"}|one of them is needed",
            "{\"prompt\":\" \"}|the prompt is empty", "{\"custom_id\":\"\",\"prompt\":\"x\"}|1 to 128 characters",
            "{\"custom_id\":[],\"prompt\":\"x\"}|neither text nor a whole number",
            "{\"method\":\"GET\",\"body\":{\"messages\":[]}}|method is \"GET\"",
            "{\"url\":\"/v1/embeddings\",\"body\":{\"messages\":[]}}|url is \"/v1/embeddings\"",
            "{\"body\":{\"prompt\":\"x\"}}|body has no messages", "{\"messages\":\"hi\"}|messages is not an array",
            "{\"metadata\":\"x\",\"prompt\":\"p\"}|metadata is not an object",
            "{\"prompt\":\"a\",\"prompt\":\"b\"}|uplicate"})
    void a_bad_line_is_named_with_what_is_wrong(String line, String problem) throws IOException {
        assertRefused("bad.jsonl", "{\"prompt\":\"fine\"}\n" + line + "\n", DEFAULTS, "bad.jsonl: 1 line cannot",
                "line 2: ", problem);
    }

    @Test
    void a_broken_json_line_among_good_ones_is_not_taken_for_a_prompt() throws IOException {
        assertRefused("mixed.jsonl", "{\"prompt\":\"fine\"}\n{\"prompt\":\n", DEFAULTS,
                "1 other lines are JSON objects",
                "--format text", "line 2: not JSON at column");
        Path file = file("mixed.jsonl", "{\"prompt\":\"fine\"}\nplain\n");
        assertThat(lines(InputFile.scan(file, LineFormat.TEXT, DEFAULTS, 9))).extracting(InputFileTest::prompt)
                .containsExactly("{\"prompt\":\"fine\"}", "plain");
        assertThatThrownBy(() -> InputFile.scan(file, LineFormat.JSONL, DEFAULTS, 9))
                .hasMessageContaining("Each line must be a JSON object or string");
    }

    @Test
    void all_bad_lines_are_counted_and_the_first_ten_shown() throws IOException {
        String many = IntStream.range(0, 25).mapToObj(i -> "{\"x\":1}").collect(Collectors.joining("\n"));
        assertRefused("many.jsonl", many, DEFAULTS, "25 lines cannot be submitted", "line 10: ", "and 15 more");
    }

    @Test
    void lines_without_a_model_are_refused_when_there_is_no_default() throws IOException {
        LineDefaults none = new LineDefaults(null, null, Lane.BATCH, null, null, null);
        assertRefused("a.txt", "hello\n", none, "line 1: names no model", "--model NAME");
        assertThat(only("{\"model\":\"own\",\"prompt\":\"x\"}", none).body().path("model").asString())
                .isEqualTo("own");
    }

    @Test
    void a_custom_id_that_stands_twice_is_refused_with_its_lines() throws IOException {
        String content = """
                {"custom_id":"a","prompt":"1"}
                {"custom_id":"b","prompt":"2"}

                {"custom_id":"a","prompt":"3"}
                {"prompt":"4"}
                {"custom_id":"line-5","prompt":"5"}
                """;
        assertRefused("twice.jsonl", content, DEFAULTS, "2 custom_id(s) stand on more than one line",
                "\"a\" on lines 1, 4", "\"line-5\" on lines 5, 6");
    }

    @Test
    void text_that_is_not_utf_8_is_refused() throws IOException {
        Path file = Files.write(directory.resolve("latin.txt"),
                "ok\nm\u00fcde\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> InputFile.scan(file, LineFormat.AUTO, DEFAULTS, 9))
                .hasMessageContaining("line 2: not UTF-8");
    }

    @Test
    void what_is_not_a_file_with_prompts_is_refused() throws IOException {
        assertRefused("empty.txt", "\n \n", DEFAULTS, "has no prompts");
        assertThatThrownBy(() -> InputFile.scan(directory.resolve("absent"), LineFormat.AUTO, DEFAULTS, 9))
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> InputFile.scan(directory, LineFormat.AUTO, DEFAULTS, 9))
                .hasMessageContaining("is not a file");
    }

    @Test
    void a_limit_ends_the_lines_and_not_the_check() throws IOException {
        InputFile first = InputFile.scan(file("p.txt", "a\n\nb\nc\n"), LineFormat.AUTO, DEFAULTS, 2);
        assertThat(lines(first)).extracting(InputFileTest::prompt).containsExactly("a", "b");
        assertThat(first.isWhole()).isFalse();
        assertThat(first.prompts()).isEqualTo(2);
        assertThat(first.linesOfFile()).isEqualTo(4);
        InputFile whole = InputFile.scan(directory.resolve("p.txt"), LineFormat.AUTO, DEFAULTS, 3);
        assertThat(whole.isWhole()).isTrue();
        assertThat(whole.sha256()).isEqualTo(first.sha256()).hasSize(64);
        assertRefused("q.jsonl", "{\"prompt\":\"a\"}\n{}\n", DEFAULTS, "line 2");
    }

    @Test
    void a_line_that_is_changed_meanwhile_is_told() throws IOException {
        InputFile input = InputFile.scan(file("p.jsonl", "{\"prompt\":\"a\"}\n"), LineFormat.AUTO, DEFAULTS, 9);
        file("p.jsonl", "{\"prompt\":5}    \n");
        assertThatThrownBy(() -> lines(input)).hasMessageContaining("was changed while it was read");
    }

    @Test
    void the_content_hash_tells_lines_apart() throws IOException {
        List<PreparedLine> lines = lines("p.txt", "a\nb\na\n", DEFAULTS);
        assertThat(lines.get(0).contentHash()).isEqualTo(lines.get(2).contentHash())
                .isNotEqualTo(lines.get(1).contentHash());
    }
}
