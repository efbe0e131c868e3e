package dev.longhaul.api.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.longhaul.api.deadletter.LetterView.GroupView;
import dev.longhaul.api.deadletter.LetterView.PastView;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.http.Page;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.job.JobView;
import dev.longhaul.api.key.Admin;
import dev.longhaul.api.request.DeadLetterFilter;
import dev.longhaul.api.request.LettersRequest;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.audit.AuditStore;
import dev.longhaul.store.deadletter.Letter;
import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.deadletter.UnreadableMessage;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.job.JobLetters;
import dev.longhaul.store.job.JobQueries;
import dev.longhaul.store.job.JobRecord;
import dev.longhaul.store.webhook.DeadDeliveries;
import dev.longhaul.store.webhook.Delivery;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;

/** {@code /admin/dead_letters}: what could not be done, by its cause and one by one. */
@AdminController
public final class DeadLetterController {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterController.class);
    private static final int BODY_LIMIT = 256 * 1024;
    private static final int MOST_GROUPS = 200;
    private static final int PAGE = 100;

    private final AllLetters all;
    private final JobLetters letters;
    private final UnreadableStore messages;
    private final DeadDeliveries deliveries;
    private final JobQueries jobs;
    private final AuditStore audit;
    private final JsonMapper json;

    public DeadLetterController(JobLetters letters, UnreadableStore messages, DeadDeliveries deliveries,
            JobQueries jobs, AuditStore audit, JsonMapper json) {
        this.all = new AllLetters(letters, messages, deliveries);
        this.letters = letters;
        this.messages = messages;
        this.deliveries = deliveries;
        this.jobs = jobs;
        this.audit = audit;
        this.json = json;
    }

    @GetMapping("/dead_letters/groups")
    Page<GroupView> groups(HttpServletRequest request) {
        return page(all.groups(DeadLetterFilter.of(request), MOST_GROUPS + 1), MOST_GROUPS);
    }

    /** By their ids from the greatest to the least: first messages, then jobs, then deliveries. */
    @GetMapping("/dead_letters")
    Page<LetterView> list(HttpServletRequest request,
            @RequestParam(name = "after", required = false) @Nullable String after) {
        return page(all.list(DeadLetterFilter.of(request), after, PAGE + 1), PAGE);
    }

    private static <T> Page<T> page(List<T> found, int most) {
        return new Page<>(found.stream().limit(most).toList(), found.size() > most);
    }

    /** A message as it came, or as much of it as could be kept. */
    @GetMapping("/dead_letters/{id}/body")
    ResponseEntity<byte[]> body(@PathVariable("id") String id) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(messages.body(id).orElseThrow(() -> unknown(id)));
    }

    /** With all that is known, also of a job that was replayed and is none any more. */
    @GetMapping("/dead_letters/{id}")
    Object show(@PathVariable("id") String id) {
        if (id.startsWith(UnreadableMessage.PREFIX)) {
            return messages.find(id).map(LetterView::of).orElseThrow(() -> unknown(id));
        }
        return id.startsWith(Delivery.PREFIX)
                ? deliveries.find(id).map(LetterView::of).orElseThrow(() -> unknown(id))
                : showJob(id);
    }

    private Detail showJob(String id) {
        JobId job = JobId.tryParse(id).orElseThrow(() -> unknown(id));
        JobRecord found = jobs.find(job).orElseThrow(() -> unknown(id));
        Letter letter = letters.find(job).orElse(null);
        List<PastView> past = letters.past(job).stream().map(PastView::of).toList();
        if (letter == null && past.isEmpty()) {
            throw unknown(id);
        }
        return new Detail(id, "dead_letter_detail", letter == null ? null : LetterView.of(letter), JobView.of(found),
                found.submitted().request(), past);
    }

    private static ApiException unknown(String id) {
        return ApiException.of(ErrorCode.NOT_FOUND,
                "'" + id + "' is no dead letter: GET /admin/dead_letters lists those there are.", "id");
    }

    /** A line for each, with what was asked, in the order in which they were submitted. */
    @GetMapping("/dead_letters/export")
    void export(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LetterFilter filter = DeadLetterFilter.of(request);
        response.setContentType("application/x-ndjson");
        OutputStream out = response.getOutputStream();
        letters.export(filter, job -> {
            try {
                out.write(json.writeValueAsBytes(new Exported(job.id().toString(), job.submitted().tenant(),
                        JobView.of(job), job.submitted().request())));
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LongWork.giveWay();
        });
    }

    @PostMapping("/dead_letters/discard")
    Discarded discard(HttpServletRequest request, Admin admin) {
        LettersRequest discard = LettersRequest.read(RequestBody.json(request, BODY_LIMIT));
        audit.add(admin.name(), "dead_letters.discard", discard.filterText(), discard.reason(), Map.of(), Map.of());
        long count = all.discard(discard.filter(), admin.name(), discard.reason());
        log.info("admin {} has discarded {} dead letters", admin.name(), count);
        return new Discarded("dead_letters.discarded", count);
    }

    /** Has webhooks' deliveries tried again; jobs are replayed instead, and messages cannot be. */
    @PostMapping("/dead_letters/redeliver")
    Redelivered redeliver(HttpServletRequest request, Admin admin) {
        LettersRequest which = LettersRequest.read(RequestBody.json(request, BODY_LIMIT));
        audit.add(admin.name(), "dead_letters.redeliver", which.filterText(), which.reason(), Map.of(), Map.of());
        long count = deliveries.redeliver(which.filter());
        log.info("admin {} has {} deliveries tried again", admin.name(), count);
        return new Redelivered("dead_letters.redelivered", count);
    }

    /**
     * @param letter
     *            null when it was replayed or discarded since
     * @param request
     *            the chat request as it would go to the provider
     */
    record Detail(String id, String object, @Nullable LetterView letter, JobView job, @JsonRawValue String request,
            List<PastView> past) {}

    record Exported(String id, String tenant, JobView job, @JsonRawValue String request) {}

    record Discarded(String object, @JsonProperty("discarded") long count) {}

    record Redelivered(String object, @JsonProperty("redelivered") long count) {}
}
