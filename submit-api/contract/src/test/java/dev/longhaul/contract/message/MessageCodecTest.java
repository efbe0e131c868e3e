package dev.longhaul.contract.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.longhaul.contract.job.TokenEstimate;
import dev.longhaul.contract.message.Goldens.Golden;
import dev.longhaul.contract.message.UnreadableMessageException.Reason;
import dev.longhaul.contract.plan.Allowed;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class MessageCodecTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PROMPT = "the secret prompt";

    static Stream<Golden> goldens() {
        return Goldens.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void a_golden_file_is_read_as_its_message(Golden golden) throws Exception {
        assertThat(MessageCodec.read(golden.json(), golden.readAs())).isEqualTo(golden.message());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void a_message_is_written_as_its_golden_file(Golden golden) {
        assertThat(JSON.readTree(MessageCodec.write(golden.message()))).isEqualTo(JSON.readTree(golden.json()));
    }

    @Test
    void every_versioned_message_and_every_outcome_stands_in_a_golden_file() {
        List<String> names = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.longhaul.contract.message").stream()
                .filter(type -> type.isAnnotatedWith(JsonTypeName.class))
                .map(type -> type.getAnnotationOfType(JsonTypeName.class).value()).toList();
        List<String> found = goldens().map(golden -> JSON.readTree(golden.json()))
                .flatMap(tree -> Stream.concat(tree.findValuesAsString("v").stream(),
                        tree.findValuesAsString("type").stream()))
                .distinct().toList();

        assertThat(names).hasSizeGreaterThan(15);
        assertThat(found).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void a_field_of_a_newer_sender_is_ignored_at_every_depth(Golden golden) throws Exception {
        JsonNode tree = JSON.readTree(golden.json());
        addUnknownField(tree);

        assertThat(MessageCodec.read(JSON.writeValueAsBytes(tree), golden.readAs())).isEqualTo(golden.message());
    }

    private static void addUnknownField(JsonNode node) {
        node.forEach(MessageCodecTest::addUnknownField);
        // the metadata are the caller's own words
        if (node instanceof ObjectNode object && !object.has("team.name") && !object.isEmpty()) {
            object.putObject("aFieldOfTheFuture").put("with", "content");
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void an_unknown_version_is_told_from_a_malformed_message(Golden golden) {
        ObjectNode tree = (ObjectNode) JSON.readTree(golden.json());

        assertThat(unreadable(tree.put("v", "job.submitted.v2"), golden.readAs()))
                .returns(Reason.UNKNOWN_VERSION, UnreadableMessageException::reason)
                .hasMessageStartingWith(
                        golden.readAs().getSimpleName() + " has the unknown version job.submitted.v2 at line 1");
        assertThat(unreadable(tree.put("v", PROMPT), golden.readAs()))
                .returns(Reason.UNKNOWN_VERSION, UnreadableMessageException::reason)
                .hasMessageNotContaining("secret");
        tree.remove("v");
        assertThat(unreadable(tree, golden.readAs())).returns(Reason.UNKNOWN_VERSION,
                UnreadableMessageException::reason);
    }

    @Test
    void an_outcome_of_a_newer_worker_is_an_unknown_version() {
        JsonNode tree = tree("relay.ended.v1");
        ((ObjectNode) tree.at("/outcome")).put("type", "escalated");

        assertThat(unreadable(tree, Reply.class)).returns(Reason.UNKNOWN_VERSION, UnreadableMessageException::reason)
                .hasMessage("Reply has the unknown version escalated at outcome");
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void a_message_without_one_of_its_required_fields_is_malformed(Golden golden) {
        JsonNode whole = JSON.readTree(golden.json());
        for (String field : List.copyOf(whole.propertyNames())) {
            ObjectNode tree = whole.deepCopy().asObject();
            tree.remove(field);
            boolean optional = List
                    .of("keyId", "batch", "cacheKey", "customId", "metadata", "deadline", "webhookUrl", "cache",
                            "onAmbiguous", "replyTo", "code", "waiting", "region", "providers", "unavailable", "starts",
                            "outcomes",
                            "ahead", "estimatedStart", "spend", "answerBytes", "keys", "timeouts",
                            "experiment")
                    .contains(field) && !(golden.message() instanceof ControlMessage.Inquiry)
                    && !(golden.message() instanceof BudgetEvent && field.equals("spend"));
            optional |= golden.message() instanceof ControlMessage.KeyRest && field.equals("model");
            if (!optional && !"v".equals(field)) {
                assertThat(unreadable(tree, golden.readAs())).as("without %s", field).returns(Reason.MALFORMED,
                        UnreadableMessageException::reason);
            }
        }
    }

    @Test
    void absent_optional_fields_take_their_defaults() throws Exception {
        ObjectNode tree = (ObjectNode) tree("job.submitted.v1-least");
        tree.remove(List.of("metadata", "cache", "onAmbiguous"));

        assertThat(MessageCodec.read(JSON.writeValueAsBytes(tree), SubmittedJob.class)).isEqualTo(
                MessageCodec.read(Goldens.all().filter(each -> "job.submitted.v1-least".equals(each.name())).findFirst()
                        .orElseThrow().json(), SubmittedJob.class));
    }

    @Test
    void a_job_of_an_older_dispatcher_may_go_everywhere() throws Exception {
        JsonNode tree = tree("relay.jobs.v1");
        assertThat(MessageCodec.read(JSON.writeValueAsBytes(tree), RelayJobs.class).jobs().getFirst().allowedOrAll()
                .region("us")).isFalse();
        tree.at("/jobs").forEach(job -> ((ObjectNode) job).remove("allowed"));

        assertThat(MessageCodec.read(JSON.writeValueAsBytes(tree), RelayJobs.class).jobs())
                .allSatisfy(job -> assertThat(job.allowedOrAll()).isEqualTo(Allowed.ALL));
    }

    @Test
    void a_delivery_that_does_not_say_so_may_be_a_repeat() throws Exception {
        JsonNode tree = tree("relay.verdict_request.v1");
        tree.at("/deliveries").forEach(each -> ((ObjectNode) each).remove("repeated"));

        ResultMessage.VerdictRequest request = (ResultMessage.VerdictRequest) MessageCodec
                .read(JSON.writeValueAsBytes(tree), ResultMessage.class);

        assertThat(request.deliveries()).hasSize(2).allMatch(ResultMessage.Delivery::repeated);
    }

    @Test
    void an_older_sender_names_no_tokens_written_to_a_cache_and_an_older_reader_gets_none() throws Exception {
        Reply.Ended ended = (Reply.Ended) MessageCodec.read(JSON.writeValueAsBytes(tree("relay.ended.v1")),
                Reply.class);

        assertThat(ended.outcome()).isEqualTo(new Outcome.Succeeded("{\"id\":\"chatcmpl-1\",\"choices\":[]}",
                new Usage(1_000, 200, 512, 64, 0)));
        assertThat(JSON.readTree(MessageCodec.write(ended)).at("/outcome/usage").propertyNames())
                .containsExactly("promptTokens", "completionTokens", "cachedTokens", "reasoningTokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "null", "[]", "17", "\"text\"", "{", "{\"v\":\"job.submitted.v1\"",
            "{\"v\":\"job.submitted.v1\"} trailing", "not json at all", "\u0000\u0001"})
    void what_is_not_a_message_is_refused(String text) {
        assertThatThrownBy(() -> MessageCodec.read(text.getBytes(UTF_8), SubmittedJob.class))
                .isInstanceOf(UnreadableMessageException.class).hasNoCause();
    }

    @Test
    void a_record_without_a_value_is_malformed() {
        assertThatThrownBy(() -> MessageCodec.read(null, JobEvent.class))
                .isInstanceOf(UnreadableMessageException.class).hasMessage("JobEvent has no content");
    }

    @Test
    void the_place_of_a_fault_is_named() {
        JsonNode tree = tree("relay.jobs.v1");
        ((ObjectNode) tree.at("/jobs/1/route/0")).putNull("provider");

        assertThat(unreadable(tree, RelayJobs.class)).hasMessage("RelayJobs is malformed at jobs.[1].route.[0]");
        assertThatThrownBy(() -> MessageCodec.read("{\n\"v\": nonsense}".getBytes(UTF_8), RelayJobs.class))
                .hasMessageContaining("at line 2");
    }

    @Test
    void no_content_of_a_message_stands_in_the_exception() {
        for (Golden golden : goldens().toList()) {
            JsonNode whole = JSON.readTree(golden.json());
            for (List<Object> path : paths(whole)) {
                JsonNode tree = whole.deepCopy();
                plant(tree, path, JSON.getNodeFactory().stringNode(PROMPT));
                assertQuiet(tree, golden);
                plant(tree, path, JSON.createObjectNode().put(PROMPT, PROMPT));
                assertQuiet(tree, golden);
                plant(tree, path, JSON.createArrayNode().add(PROMPT).addNull());
                assertQuiet(tree, golden);
            }
        }
    }

    @Test
    void the_key_of_a_callers_note_is_content_too() {
        ObjectNode tree = (ObjectNode) tree("job.submitted.v1");
        tree.putObject("metadata").putObject(PROMPT).put("a", "b");

        assertThat(unreadable(tree, SubmittedJob.class)).hasMessage("SubmittedJob is malformed at metadata.*");
    }

    private static void assertQuiet(JsonNode tree, Golden golden) {
        try {
            MessageCodec.read(JSON.writeValueAsBytes(tree), golden.readAs());
        } catch (UnreadableMessageException e) {
            assertThat(e).hasNoCause().hasMessageNotContaining("secret");
            assertThat(e.getSuppressed()).isEmpty();
        }
    }

    @Test
    void whatever_the_bytes_nothing_but_unreadable_is_thrown() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            for (Golden golden : goldens().toList()) {
                byte[] bytes = golden.json();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                try {
                    assertThat(MessageCodec.read(bytes, golden.readAs())).isInstanceOf(golden.readAs());
                } catch (UnreadableMessageException e) {
                    assertThat(e.reason().wire()).matches("malformed|unknown_version");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e400", "99999999999999999999", "1e18", "true",
            "\"+1000000000-01-01T00:00:00Z\""})
    void a_time_out_of_range_is_malformed_at_most(String time) {
        ObjectNode tree = (ObjectNode) tree("job.submitted.v1");
        tree.set("deadline", JSON.readTree(time));

        assertQuiet(tree, goldens().findFirst().orElseThrow());
    }

    @Test
    void any_text_survives() throws Exception {
        SubmittedJob job = Goldens.submitted();
        for (String text : List.of("", "\u0000\n\t\"\\", "你好 😀", "\u2028", "a".repeat(3_000_000))) {
            SubmittedJob sent = new SubmittedJob(job.id(), job.tenant(), null, null, job.lane(), 0, job.model(), text,
                    false,
                    text, Map.of("a.b$", text), null, null, job.cache(), null, job.onAmbiguous(), null, null,
                    TokenEstimate.NONE,
                    job.submittedAt());

            assertThat(MessageCodec.read(MessageCodec.write(sent), SubmittedJob.class)).isEqualTo(sent);
        }
    }

    private static JsonNode tree(String name) {
        return JSON.readTree(goldens().filter(golden -> golden.name().equals(name)).findFirst().orElseThrow().json());
    }

    private static UnreadableMessageException unreadable(JsonNode tree, Class<?> readAs) {
        UnreadableMessageException thrown = catchThrowableOfType(UnreadableMessageException.class,
                () -> MessageCodec.read(JSON.writeValueAsBytes(tree), readAs));
        assertThat(thrown).as("%s", tree).isNotNull().hasNoCause();
        return thrown;
    }

    private static List<List<Object>> paths(JsonNode node) {
        if (node instanceof ObjectNode) {
            return node.propertyNames().stream().flatMap(name -> below(name, node.path(name))).toList();
        }
        if (node instanceof ArrayNode) {
            return Stream.iterate(0, i -> i < node.size(), i -> i + 1).flatMap(i -> below(i, node.path(i))).toList();
        }
        return List.of();
    }

    private static Stream<List<Object>> below(Object step, JsonNode child) {
        return Stream.concat(Stream.of(List.of(step)), paths(child).stream()
                .map(path -> Stream.concat(Stream.of(step), path.stream()).toList()));
    }

    private static void plant(JsonNode tree, List<Object> path, JsonNode value) {
        JsonNode parent = tree;
        Iterator<Object> steps = path.iterator();
        for (Object step = steps.next();; step = steps.next()) {
            if (!steps.hasNext()) {
                if (parent instanceof ObjectNode object) {
                    object.set((String) step, value);
                } else {
                    ((ArrayNode) parent).set((Integer) step, value);
                }
                return;
            }
            parent = step instanceof String name ? parent.path(name) : parent.path((Integer) step);
        }
    }
}
