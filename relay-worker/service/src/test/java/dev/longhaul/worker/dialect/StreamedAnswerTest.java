package dev.longhaul.worker.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.worker.Jobs;
import dev.longhaul.worker.http.PieceReceiver.Next;
import dev.longhaul.worker.openai.OpenAiDialect;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ProviderCall;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StreamedAnswerTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final List<String> chunks = new ArrayList<>();
    private static final int MAX = 200_000;

    private final StreamedAnswer answer = new StreamedAnswer(
            new OpenAiDialect().events(new ProviderCall(Jobs.aJob().build().id(), 1, 1, "m", "{}", true,
                    CallTimeouts.NONE),
                    Instant.EPOCH),
            headers -> {
            }, chunks::addAll, MAX);

    @Test
    void chunks_add_up_to_the_whole_completion() {
        feed("{'id':'c1','object':'chat.completion.chunk','created':5,'model':'m-1','system_fingerprint':null,'choices':[{'index':0,'delta':{'role':'assistant','content':'','refusal':null},'logprobs':null,'finish_reason':null}],'usage':null}",
                "{'id':'c1','choices':[{'index':0,'delta':{'content':'Hel'},'finish_reason':null}],'usage':null}",
                "{'id':'c1','choices':[{'index':0,'delta':{'content':'lo'},'finish_reason':'stop'}],'obfuscation':'xx'}",
                "{'id':'c1','choices':[],'service_tier':'default','usage':{'prompt_tokens':3,'completion_tokens':2,'total_tokens':5}}");

        assertThat(done()).isEqualTo(
                json("""
                        {'id':'c1','created':5,'model':'m-1','system_fingerprint':null,'service_tier':'default',
                        'object':'chat.completion','choices':[{'index':0,
                        'message':{'role':'assistant','content':'Hello','refusal':null},'logprobs':null,'finish_reason':'stop'}],
                        'usage':{'prompt_tokens':3,'completion_tokens':2,'total_tokens':5}}"""));
        assertThat(chunks).hasSize(4);
        assertThat(succeeded().usage()).isEqualTo(new Usage(3, 2, 0, 0));
    }

    @Test
    void tool_calls_come_together_from_their_pieces() {
        feed("{'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':null,'tool_calls':[{'index':0,'id':'t0','type':'function','function':{'name':'f','arguments':''}}]}}]}",
                "{'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a\\':'}},{'index':1,'id':'t1','type':'function','function':{'name':'g','arguments':'{}'}}]}}]}",
                "{'id':'c','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'type':'function','function':{'name':'f','arguments':'1}'}}]},'finish_reason':'tool_calls'}]}");

        assertThat(done().at("/choices/0/message")).isEqualTo(json(
                """
                        {'role':'assistant','content':null,'tool_calls':[
                        {'id':'t0','type':'function','function':{'name':'f','arguments':'{\\'a\\':1}'}},
                        {'id':'t1','type':'function','function':{'name':'g','arguments':'{}'}}]}"""));
    }

    @Test
    void several_choices_refusals_logprobs_and_unknown_texts_are_kept() {
        feed("{'id':'c','choices':[{'index':1,'delta':{'refusal':'I can'},'logprobs':{'content':[{'token':'a'}]}},{'index':0,'delta':{'reasoning_content':'hm'}}]}",
                "{'id':'c','choices':[{'index':0,'delta':{'reasoning_content':'m','content':'x'},'finish_reason':'stop'},{'index':1,'delta':{'refusal':'not'},'logprobs':{'content':[{'token':'b'}]},'finish_reason':'content_filter'}]}");

        assertThat(done().at("/choices")).isEqualTo(
                json("""
                        [{'index':0,'message':{'reasoning_content':'hmm','content':'x','role':'assistant'},'finish_reason':'stop'},
                        {'index':1,'message':{'refusal':'I cannot','role':'assistant','content':null},
                        'logprobs':{'content':[{'token':'a'},{'token':'b'}]},'finish_reason':'content_filter'}]"""));
    }

    @Test
    void a_stream_that_ends_before_its_answer_is_a_bad_answer() {
        feed("{'id':'c','choices':[{'index':0,'delta':{'content':'Hel'}}]}");

        assertThat(answer.isComplete()).isFalse();
        assertThat(answer.result(List.of())).isInstanceOf(AttemptResult.BadAnswer.class);
    }

    @Test
    void a_missing_end_marker_does_not_spoil_a_whole_answer() {
        feed("{'id':'c','choices':[{'index':0,'delta':{'content':'Hi'},'finish_reason':'stop'}]}");

        assertThat(answer.isComplete()).isTrue();
        assertThat(answer.result(List.of())).isInstanceOf(AttemptResult.Succeeded.class);
    }

    @Test
    void garbage_ends_the_reading() {
        assertThat(receive("data: {oops\n\n")).isEqualTo(Next.USELESS);
        assertThat(answer.result(List.of())).isInstanceOf(AttemptResult.BadAnswer.class);
    }

    @Test
    void an_error_before_the_first_piece_means_what_it_says() {
        assertThat(receive("data: {\"error\":{\"message\":\"slow\",\"code\":\"rate_limit_exceeded\"}}\n\n"))
                .isEqualTo(Next.USELESS);
        assertThat(answer.result(List.of())).isInstanceOf(AttemptResult.Throttled.class);
    }

    @Test
    void an_error_in_the_middle_may_have_been_billed() {
        feed("{'id':'c','choices':[{'index':0,'delta':{'content':'Hel'}}]}");
        receive("data: {\"error\":{\"message\":\"gone\",\"type\":\"server_error\"}}\n\n");

        assertThat(answer.result(List.of())).isInstanceOf(AttemptResult.Ambiguous.class);
    }

    @Test
    void an_answer_that_grows_too_long_is_left_while_it_comes() {
        String piece = "{'id':'c','choices':[{'index':0,'delta':{'content':'" + "x".repeat(MAX / 4) + "'}}]}";
        feed(piece, piece, piece, piece);

        assertThat(receive("data: " + text("{'id':'c','choices':[{'index':0,'delta':{'content':'x'}}]}") + "\n\n"))
                .isEqualTo(Next.USELESS);

        assertThat(answer.isComplete()).isTrue();
        assertThat(answer.result(List.of())).isEqualTo(AttemptResult.Oversized.of(200));
        assertThat(chunks).hasSize(5);
    }

    @Test
    void an_answer_that_only_its_frame_makes_too_long_is_found_to_be_so_at_the_end() {
        feed("{'id':'c','choices':[{'index':0,'delta':{'content':'" + "x".repeat(MAX)
                + "'},'finish_reason':'stop'}]}");

        assertThat(answer.result(List.of())).isEqualTo(AttemptResult.Oversized.of(200));
    }

    @Test
    void of_a_long_answer_that_broke_off_the_beginning_is_kept() {
        feed("{'id':'c','choices':[{'index':0,'delta':{'content':'" + "xy".repeat(40_000) + "'}}],"
                + "'usage':{'prompt_tokens':3,'completion_tokens':2}}");

        assertThat(answer.partial())
                .isEqualTo(new AttemptResult.Partial("xy".repeat(32 * 1_024), new Usage(3, 2, 0, 0)));
    }

    private void feed(String... events) {
        for (String event : events) {
            assertThat(receive("data: " + text(event) + "\n\n")).isEqualTo(Next.MORE);
        }
    }

    private JsonNode done() {
        assertThat(receive("data: [DONE]\n\n")).isEqualTo(Next.COMPLETE);
        return MAPPER.readTree(succeeded().response());
    }

    private AttemptResult.Succeeded succeeded() {
        return (AttemptResult.Succeeded) answer.result(List.of());
    }

    private Next receive(String text) {
        answer.wants(200, name -> "text/event-stream; charset=utf-8");
        return answer.receive(List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode json(String text) {
        return MAPPER.readTree(text(text));
    }

    private static String text(String singleQuoted) {
        return singleQuoted.replace("\\'", "\u0001").replace('\'', '"').replace("\u0001", "\\\"");
    }
}
