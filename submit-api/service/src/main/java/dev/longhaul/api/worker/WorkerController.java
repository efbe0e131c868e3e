package dev.longhaul.api.worker;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.Page;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Admin;
import dev.longhaul.api.request.OrderRequest;
import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.WorkerReport.Heartbeat;
import dev.longhaul.link.ConfirmedPublisher;
import dev.longhaul.link.RelayTopology;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/** {@code /admin/workers} and {@code /admin/providers}: what the relay workers say of themselves and of providers. */
@AdminController
public final class WorkerController {

    private static final Logger log = LoggerFactory.getLogger(WorkerController.class);
    private static final int BODY_LIMIT = 64 * 1024;

    private final WorkerDirectory workers;
    private final Catalog catalog;
    private final ConfirmedPublisher amqp;

    public WorkerController(WorkerDirectory workers, Catalog catalog, ConfirmedPublisher amqp) {
        this.workers = workers;
        this.catalog = catalog;
        this.amqp = amqp;
    }

    @GetMapping("/workers")
    Page<WorkerView> workers() {
        return Page.whole(workers.live().stream().map(WorkerView::of).toList());
    }

    @GetMapping("/workers/{worker}")
    WorkerView worker(@PathVariable("worker") String worker) {
        return WorkerView.of(find(worker));
    }

    /** Told at once, done soon: the worker's next heartbeat says that it drains. */
    @PostMapping("/workers/{worker}/drain")
    @ResponseStatus(HttpStatus.ACCEPTED)
    WorkerView drain(@PathVariable("worker") String worker, HttpServletRequest request, Admin admin) {
        WorkerDirectory.Seen found = find(worker);
        String reason = OrderRequest.readReason(RequestBody.json(request, BODY_LIMIT));
        try {
            amqp.publish(RelayTopology.CONTROL, worker, MessageCodec.write(new ControlMessage.Drain())).join();
        } catch (CompletionException e) {
            throw ApiException.of(ErrorCode.QUEUE_UNAVAILABLE,
                    "The broker did not take the order to the worker: try again.", null);
        }
        log.info("worker {} is drained, by admin {}: {}", worker, admin.name(), reason);
        return WorkerView.of(found);
    }

    @GetMapping("/providers")
    Page<ProviderView> providers() {
        List<Heartbeat> live = workers.live().stream().map(WorkerDirectory.Seen::heartbeat).toList();
        return Page.whole(new TreeSet<>(catalog.providers().keySet()).stream()
                .map(provider -> ProviderView.of(provider, live)).toList());
    }

    private WorkerDirectory.Seen find(String worker) {
        return workers.find(worker).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND,
                "No live worker has the name '" + worker + "': GET /admin/workers lists them.", "worker"));
    }
}
