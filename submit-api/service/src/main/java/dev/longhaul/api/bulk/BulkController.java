package dev.longhaul.api.bulk;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.Submission;
import dev.longhaul.api.request.SubmissionReader;
import dev.longhaul.api.submit.BulkResult;
import dev.longhaul.api.submit.BulkSubmitter;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.Lane;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import tools.jackson.databind.json.JsonMapper;

/** {@code /jobs/bulk}: a job a line, each accepted or refused on its own. */
@ApiController
public final class BulkController {

    private static final MediaType LINES = MediaType.parseMediaType("application/x-ndjson");
    private static final int MOST_LINES = 1_000;

    private final SubmissionReader submissions;
    private final BulkSubmitter submitter;
    private final JsonMapper json;
    private final int bodyLimit;
    private final int lineLimit;

    /**
     * @param bodyLimit
     *            of a request, in bytes
     * @param lineLimit
     *            of one of its lines, in bytes
     */
    public BulkController(SubmissionReader submissions, BulkSubmitter submitter, JsonMapper json, int bodyLimit,
            int lineLimit) {
        this.submissions = submissions;
        this.submitter = submitter;
        this.json = json;
        this.bodyLimit = bodyLimit;
        this.lineLimit = lineLimit;
    }

    @PostMapping("/jobs/bulk")
    ResponseEntity<byte[]> submit(HttpServletRequest request, Caller caller) {
        byte[] body = RequestBody.lines(request, bodyLimit);
        List<TextLine> lines = TextLine.split(body);
        if (lines.isEmpty() || lines.size() > MOST_LINES) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "The body has " + lines.size() + " lines; send 1 to " + MOST_LINES + " jobs, one a line.");
        }
        BulkLine[] answers = new BulkLine[lines.size()];
        List<Submission> good = LongWork.inTurn(() -> read(body, lines, caller.tenant(), answers));
        List<BulkResult> results = submitter.submit(caller, good);
        int next = 0;
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null) {
                answers[i] = BulkLine.of(lines.get(i).index(), good.get(next), results.get(next));
                next++;
            }
        }
        return ResponseEntity.ok().contentType(LINES).body(write(answers));
    }

    /** The good ones, in order; what is wrong with the others is put into their places. */
    private List<Submission> read(byte[] body, List<TextLine> lines, String tenant, BulkLine[] refused) {
        List<Submission> good = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            TextLine line = lines.get(i);
            try {
                good.add(read(body, line, tenant));
            } catch (ApiException e) {
                refused[i] = BulkLine.refused(line.index(), e);
            }
            LongWork.giveWay();
        }
        return good;
    }

    private Submission read(byte[] body, TextLine line, String tenant) {
        if (line.length() > lineLimit) {
            throw ApiException.of(ErrorCode.REQUEST_TOO_LARGE,
                    "The line is larger than the " + lineLimit + " bytes that are read here.");
        }
        return submissions.read(body, line.start(), line.length(), tenant, Lane.STANDARD);
    }

    private byte[] write(BulkLine[] answers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(answers.length * 160);
        for (BulkLine answer : answers) {
            out.writeBytes(json.writeValueAsBytes(answer));
            out.write('\n');
        }
        return out.toByteArray();
    }
}
