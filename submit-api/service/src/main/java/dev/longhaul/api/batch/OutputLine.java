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
    private static final int JOB_PREFIX = "job_".length();

    private OutputLine() {}

    /** A line with an answer, which is written part by part when it is kept so. */
    static void answer(FileWriter file, JobId job, @Nullable String customId, Ending ending, JobAnswers answers) {
        file.write(utf8(beginning(job, customId) + responseStart(job, OK)));
        if (ending.stored() == null) {
            file.write(utf8(oneLine(Objects.requireNonNull(ending.response()))));
        } else {
            answers.read(ending.stored(), text -> file.write(utf8(oneLine(text))));
        }
        file.write(utf8("},\"error\":null}\n"));
    }

    /** A line that was refused, or whose job has failed. */
    static void failure(FileWriter file, JobId job, @Nullable String customId, ApiException error) {
        failure(file, job, customId, error.status(), ErrorJson.text(error));
    }

    /**
     * @param body
     *            {@code {"error":{…}}}
     */
    static void failure(FileWriter file, JobId job, @Nullable String customId, int status, String body) {
        file.write(utf8(beginning(job, customId) + responseStart(job, status) + body + "},\"error\":null}\n"));
    }

    /** A line that never ran. */
    static void neverRan(FileWriter file, JobId job, @Nullable String customId, String code, String message) {
        file.write(utf8(beginning(job, customId) + "null,\"error\":{\"code\":" + JSON.writeValueAsString(code)
                + ",\"message\":" + JSON.writeValueAsString(message) + "}}\n"));
    }

    private static String beginning(JobId job, @Nullable String customId) {
        return "{\"id\":\"batch_req_" + job.toString().substring(JOB_PREFIX) + "\",\"custom_id\":"
                + JSON.writeValueAsString(customId) + ",\"response\":";
    }

    private static String responseStart(JobId job, int status) {
        return "{\"status_code\":" + status + ",\"request_id\":\"" + job + "\",\"body\":";
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
