package dev.longhaul.api.batch;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.CursorPage;
import dev.longhaul.api.http.PageRequest;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.BatchRequest;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.BatchId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchOrder;
import dev.longhaul.store.batch.BatchStatus;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.file.FilePurpose;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.file.StoredFile;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /batches}: creates, tells and stops them; the runner does the work. */
@ApiController
public final class BatchController {

    private static final Logger log = LoggerFactory.getLogger(BatchController.class);
    private static final int BODY_LIMIT = 64 * 1_024;
    /** Beyond the window: for the custom ids of lines that never ran. */
    private static final Duration KEEP_INPUT = Duration.ofDays(1);

    private final BatchStore batches;
    private final FileStore files;
    private final JobIds ids;
    private final Clock clock;

    public BatchController(BatchStore batches, FileStore files, JobIds ids, Clock clock) {
        this.batches = batches;
        this.files = files;
        this.ids = ids;
        this.clock = clock;
    }

    @PostMapping("/batches")
    BatchView create(HttpServletRequest request, Caller caller) {
        BatchRequest wanted = BatchRequest.read(RequestBody.json(request, BODY_LIMIT));
        StoredFile input = files.find(caller.tenant(), wanted.inputFile()).orElseThrow(() -> noFile(wanted));
        if (input.purpose() != FilePurpose.BATCH) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "'input_file_id' must be a file of purpose batch; '" + input.id() + "' has purpose "
                            + input.purpose().wire() + ".",
                    "input_file_id");
        }
        Instant now = clock.instant();
        Instant windowEnd = now.plus(BatchRequest.WINDOW);
        if (!files.keepUntil(input, windowEnd.plus(KEEP_INPUT))) {
            throw noFile(wanted);
        }
        Batch batch = batches.create(ids.mintBatch(caller.tenant()), new BatchOrder(caller.tenant(), caller.keyId(),
                input.id(), wanted.metadata(), wanted.outputLife(), now, windowEnd));
        log.info("batch {} of tenant {} is created for file {}", batch.id(), caller.tenant(), input.id());
        return BatchView.of(batch);
    }

    private static ApiException noFile(BatchRequest wanted) {
        return ApiException.of(ErrorCode.FILE_NOT_FOUND, "There is no file '" + wanted.inputFile() + "'.",
                "input_file_id");
    }

    @GetMapping("/batches")
    CursorPage<BatchView> list(HttpServletRequest request, Caller caller) {
        PageRequest page = PageRequest.of(request);
        BatchId after = page.after() == null
                ? null
                : BatchId.tryParse(page.after()).orElseThrow(() -> ApiException.of(ErrorCode.INVALID_CURSOR,
                        "'after' must be the id of the last batch of the page before.", "after"));
        List<Batch> found = batches.list(caller.tenant(), after, page.look());
        return page.page(found, BatchView::of, batch -> batch.id().toString());
    }

    @GetMapping("/batches/{id}")
    BatchView show(Caller caller, @PathVariable("id") String id) {
        return BatchView.of(own(caller, id));
    }

    /** One that is being cancelled already stays as it is. */
    @PostMapping("/batches/{id}/cancel")
    BatchView cancel(Caller caller, @PathVariable("id") String id) {
        Batch before = own(caller, id);
        Batch now = batches.cancel(before.id()).orElseGet(() -> own(caller, id));
        if (now.status() != BatchStatus.CANCELLING) {
            throw ApiException.of(ErrorCode.BATCH_ENDED,
                    "The batch is " + now.status().wire() + " and cannot be cancelled any more.", "id").withoutRetry();
        }
        log.info("batch {} of tenant {} is cancelled by {}", id, caller.tenant(), caller.keyId());
        return BatchView.of(now);
    }

    /** A made-up id, and one of another tenant, costs no read. */
    private Batch own(Caller caller, String text) {
        return BatchId.tryParse(text).filter(id -> ids.belongsTo(id, caller.tenant())).flatMap(batches::find)
                .orElseThrow(() -> ApiException.of(ErrorCode.BATCH_NOT_FOUND, "There is no batch '" + text + "'.",
                        "id"));
    }
}
