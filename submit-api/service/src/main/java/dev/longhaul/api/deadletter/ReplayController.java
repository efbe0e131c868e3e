package dev.longhaul.api.deadletter;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.Page;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Admin;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.api.request.OrderRequest;
import dev.longhaul.api.request.ReplayRequest;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.replay.Replay;
import dev.longhaul.store.replay.ReplayState;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** {@code /admin/replays}: dead letters that are to be tried again. */
@AdminController
public final class ReplayController {

    private static final int BODY_LIMIT = 4 * 1024 * 1024;
    private static final int REASON_LIMIT = 64 * 1024;
    private static final int PAGE = 100;

    private final ReplayDesk desk;
    private final ModelDirectory models;

    public ReplayController(ReplayDesk desk, ModelDirectory models) {
        this.desk = desk;
        this.models = models;
    }

    /** A replay is answered 201, a dry run 200. */
    @PostMapping("/replays")
    ResponseEntity<Object> create(HttpServletRequest request, Admin admin) {
        ReplayRequest replay = ReplayRequest.read(RequestBody.json(request, BODY_LIMIT), models);
        if (replay.edits() && !admin.mayEditJobs()) {
            throw ApiException.of(ErrorCode.PERMISSION_MISSING,
                    "The admin key '" + admin.name() + "' may not change messages: it needs may-edit-jobs.",
                    "overrides.parameters.messages");
        }
        return replay.dryRun()
                ? ResponseEntity.ok(desk.dryRun(replay))
                : ResponseEntity.status(HttpStatus.CREATED).body(ReplayView.of(desk.create(replay, admin)));
    }

    @GetMapping("/replays")
    Page<ReplayView> list() {
        List<Replay> found = desk.list(PAGE + 1);
        return new Page<>(found.stream().limit(PAGE).map(ReplayView::of).toList(), found.size() > PAGE);
    }

    @GetMapping("/replays/{replay}")
    ReplayView read(@PathVariable("replay") String id) {
        return ReplayView.of(desk.read(id));
    }

    @PostMapping("/replays/{replay}/pause")
    ReplayView pause(@PathVariable("replay") String id, HttpServletRequest request, Admin admin) {
        return move(id, ReplayState.PAUSED, request, admin);
    }

    @PostMapping("/replays/{replay}/resume")
    ReplayView resume(@PathVariable("replay") String id, HttpServletRequest request, Admin admin) {
        return move(id, ReplayState.RUNNING, request, admin);
    }

    @PostMapping("/replays/{replay}/cancel")
    ReplayView cancel(@PathVariable("replay") String id, HttpServletRequest request, Admin admin) {
        return move(id, ReplayState.CANCELLED, request, admin);
    }

    private ReplayView move(String id, ReplayState target, HttpServletRequest request, Admin admin) {
        String reason = OrderRequest.readReason(RequestBody.json(request, REASON_LIMIT));
        return ReplayView.of(desk.move(id, target, admin, reason));
    }
}
