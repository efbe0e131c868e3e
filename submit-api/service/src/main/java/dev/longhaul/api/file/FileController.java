package dev.longhaul.api.file;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.CursorPage;
import dev.longhaul.api.http.PageRequest;
import dev.longhaul.api.key.Caller;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.batch.BatchStore;
import dev.longhaul.store.file.FilePurpose;
import dev.longhaul.store.file.FileReader;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.file.StoredFile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /files}: what batches read, and what they leave behind. */
@ApiController
public final class FileController {

    /** OpenAI's own, by default and at most. */
    private static final int PAGE = 10_000;
    private static final int BUFFER = 64 * 1_024;

    private final FileStore files;
    private final BatchStore batches;
    private final long limit;

    /**
     * @param limit
     *            of a file, in bytes
     */
    public FileController(FileStore files, BatchStore batches, long limit) {
        this.files = files;
        this.batches = batches;
        this.limit = limit;
    }

    @PostMapping("/files")
    FileView upload(HttpServletRequest request, Caller caller) {
        return FileView.of(new Upload(files, caller.tenant(), limit).take(request));
    }

    @GetMapping("/files")
    CursorPage<FileView> list(HttpServletRequest request, Caller caller) {
        PageRequest page = PageRequest.of(request, PAGE, PAGE);
        List<StoredFile> found = files.list(caller.tenant(), purpose(request.getParameter("purpose")), page.after(),
                newestFirst(request.getParameter("order")), page.look());
        return page.page(found, FileView::of, StoredFile::id);
    }

    private static @Nullable FilePurpose purpose(@Nullable String text) {
        return text == null || text.isEmpty()
                ? null
                : FilePurpose.fromWire(text).orElseThrow(() -> ApiException.of(ErrorCode.INVALID_PARAMETER,
                        "'purpose' must be batch or batch_output.", "purpose"));
    }

    private static boolean newestFirst(@Nullable String order) {
        if (order == null || order.equals("desc")) {
            return true;
        }
        if (order.equals("asc")) {
            return false;
        }
        throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'order' must be asc or desc.", "order");
    }

    @GetMapping("/files/{id}")
    FileView show(Caller caller, @PathVariable("id") String id) {
        return FileView.of(own(caller, id));
    }

    @GetMapping("/files/{id}/content")
    void content(Caller caller, @PathVariable("id") String id, HttpServletResponse response) throws IOException {
        StoredFile file = own(caller, id);
        FileReader content = files.read(file, 0);
        byte[] buffer = new byte[BUFFER];
        // before the answer begins: what cannot be read is an error still
        int count = content.read(buffer);
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(file.bytes());
        while (count >= 0) {
            response.getOutputStream().write(buffer, 0, count);
            count = content.read(buffer);
        }
    }

    @DeleteMapping("/files/{id}")
    FileView.Deleted delete(Caller caller, @PathVariable("id") String id) {
        StoredFile file = own(caller, id);
        if (batches.reads(caller.tenant(), id)) {
            throw ApiException.of(ErrorCode.FILE_IN_USE,
                    "A batch that has not ended reads the file '" + id + "'; cancel it or wait for its end.", "id")
                    .withoutRetry();
        }
        files.delete(file);
        return new FileView.Deleted(id, "file", true);
    }

    private StoredFile own(Caller caller, String id) {
        return files.find(caller.tenant(), id).orElseThrow(() -> ApiException.of(ErrorCode.FILE_NOT_FOUND,
                "There is no file '" + id + "'.", "id"));
    }
}
