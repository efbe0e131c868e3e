package dev.longhaul.api.batch;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.error.ErrorJson;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.file.FileWriter;
import dev.longhaul.store.job.JobAnswers;
import dev.longhaul.store.job.JobRecord.Ending;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes lines of output and error files in the form of OpenAI's: {@code {"id","custom_id","response","error"}}. A
 * response's {@code request_id} is the job's id.
 */
final class OutputLine {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int OK = 200;
    private static final int REFUSED = 400;
    private static final int JOB_PREFIX = "job_".length();

    private OutputLine() {}

    /** A line with an answer, which is written part by part when it is kept so. */
    static void answer(FileWriter file, JobId job, @Nullable String customId, Ending ending, JobAnswers answers) {
        file.write(utf8(beginning(job, customId) + responseStart(job.toString(), OK)));
        if (ending.stored() == null) {
            file.write(utf8(oneLine(Objects.requireNonNull(ending.response()))));
        } else {
            answers.read(ending.stored(), text -> file.write(utf8(oneLine(text))));
        }
        file.write(utf8("},\"error\":null}\n"));
    }

    /** A line whose job has ended without an answer. */
    static void failure(FileWriter file, JobId job, @Nullable String customId, ApiException error) {
        file.write(utf8(beginning(job, customId) + responseStart(job.toString(), error.status())
                + ErrorJson.text(error) + "},\"error\":null}\n"));
    }

    /**
     * A line that was refused: as it has no job, nothing else has its request id.
     *
     * @param job
     *            what its job would have been
     * @param body
     *            {@code {"error":{…}}}
     */
    static void refusal(FileWriter file, JobId job, String customId, String body) {
        file.write(utf8(beginning(job, customId) + responseStart(id(job), REFUSED) + body + "},\"error\":null}\n"));
    }

    /** A line that never ran. */
    static void neverRan(FileWriter file, JobId job, @Nullable String customId, String code, String message) {
        file.write(utf8(beginning(job, customId) + "null,\"error\":{\"code\":" + JSON.writeValueAsString(code)
                + ",\"message\":" + JSON.writeValueAsString(message) + "}}\n"));
    }

    private static String beginning(JobId job, @Nullable String customId) {
        return "{\"id\":\"" + id(job) + "\",\"custom_id\":"
                + JSON.writeValueAsString(customId) + ",\"response\":";
    }

    private static String id(JobId job) {
        return "batch_req_" + job.toString().substring(JOB_PREFIX);
    }

    private static String responseStart(String requestId, int status) {
        return "{\"status_code\":" + status + ",\"request_id\":\"" + requestId + "\",\"body\":";
    }

    /** A line break in JSON text stands between tokens, where a blank does as well. */
    private static String oneLine(String json) {
        return json.indexOf('\n') < 0 && json.indexOf('\r') < 0
                ? json
                : json.replace('\n', ' ').replace('\r', ' ');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
