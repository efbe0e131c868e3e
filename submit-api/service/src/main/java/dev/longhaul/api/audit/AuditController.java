package dev.longhaul.api.audit;

import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.Page;
import dev.longhaul.store.audit.AuditEntry;
import dev.longhaul.store.audit.AuditStore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** {@code /admin/audit}: what administrators did to dead letters, the latest first. */
@AdminController
public final class AuditController {

    private static final int PAGE = 100;

    private final AuditStore store;

    public AuditController(AuditStore store) {
        this.store = store;
    }

    @GetMapping("/audit")
    Page<Entry> list(@RequestParam(name = "after", required = false) @Nullable String after) {
        List<AuditEntry> found = store.list(after, PAGE + 1);
        return new Page<>(found.stream().limit(PAGE).map(Entry::of).toList(), found.size() > PAGE);
    }

    record Entry(String id, long at, String by, String action, String target, String reason,
            Map<String, Object> before, Map<String, Object> after) {

        static Entry of(AuditEntry entry) {
            return new Entry(entry.id(), entry.at().getEpochSecond(), entry.by(), entry.action(), entry.target(),
                    entry.reason(), entry.before(), entry.after());
        }
    }
}
