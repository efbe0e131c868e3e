package dev.longhaul.api.providerkey;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.Page;
import dev.longhaul.api.http.RequestBody;
import dev.longhaul.api.key.Admin;
import dev.longhaul.api.request.OrderRequest;
import dev.longhaul.api.request.ProviderKeyRequest;
import dev.longhaul.api.request.Reason;
import dev.longhaul.contract.catalog.Catalog;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.key.KeyFingerprint;
import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.store.providerkey.ProviderKeyStore;
import dev.longhaul.store.providerkey.ProviderKeyStore.Result;
import dev.longhaul.store.providerkey.StoredKeys;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * {@code /admin/providers/{provider}/keys}: keys that workers call a provider with beside those of their settings, and
 * the pause of a provider. A key is encrypted for the workers as soon as it is read; nobody here can read it again.
 */
@AdminController
public final class ProviderKeyController {

    private static final Logger log = LoggerFactory.getLogger(ProviderKeyController.class);
    private static final int BODY_LIMIT = 64 * 1024;

    private final Catalog catalog;
    private final WorkerKeyset workers;
    private final ProviderKeyStore store;
    private final KeyNotices notices;

    public ProviderKeyController(Catalog catalog, WorkerKeyset workers, ProviderKeyStore store, KeyNotices notices) {
        this.catalog = catalog;
        this.workers = workers;
        this.store = store;
        this.notices = notices;
    }

    @GetMapping("/providers/{provider}/keys")
    ProviderKeysView read(@PathVariable("provider") String provider) {
        return store.find(provider).map(ProviderKeysView::of).orElseGet(() -> {
            requireInCatalog(provider);
            return ProviderKeysView.none(provider);
        });
    }

    @PostMapping("/providers/{provider}/keys")
    ProviderKeysView add(@PathVariable("provider") String provider, HttpServletRequest request, Admin admin) {
        requireInCatalog(provider);
        ProviderKeyRequest key = ProviderKeyRequest.read(RequestBody.json(request, BODY_LIMIT));
        Result result = store.add(provider, workers.seal(provider, key), KeyFingerprint.of(key.apiKey()),
                key.revision(), admin.name(), key.reason());
        return made(result, provider, key.name(), key.revision(), "key " + key.name() + " is added", admin);
    }

    /** Also a key of a provider that is in the catalogue no more. */
    @DeleteMapping("/providers/{provider}/keys/{name}")
    ProviderKeysView revoke(@PathVariable("provider") String provider, @PathVariable("name") String name,
            @RequestParam(name = "reason", required = false) @Nullable String reason,
            @RequestParam(name = "revision", required = false) @Nullable Long revision, Admin admin) {
        Result result = store.revoke(provider, name, revision, admin.name(), Reason.of(reason));
        return made(result, provider, name, revision, "key " + name + " is revoked", admin);
    }

    /** Calls under way go on; no worker begins another until {@link #resume}. Jobs go elsewhere or wait. */
    @PostMapping("/providers/{provider}/pause")
    ProviderKeysView pause(@PathVariable("provider") String provider, HttpServletRequest request, Admin admin) {
        return pause(provider, true, request, admin);
    }

    @PostMapping("/providers/{provider}/resume")
    ProviderKeysView resume(@PathVariable("provider") String provider, HttpServletRequest request, Admin admin) {
        return pause(provider, false, request, admin);
    }

    private ProviderKeysView pause(String provider, boolean pause, HttpServletRequest request, Admin admin) {
        requireInCatalog(provider);
        String reason = OrderRequest.readReason(RequestBody.json(request, BODY_LIMIT));
        return made(store.pause(provider, pause, admin.name(), reason), provider, "", null,
                pause ? "it is paused" : "it is resumed", admin);
    }

    @GetMapping("/providers/{provider}/changes")
    Page<ProviderKeysView.Change> changes(@PathVariable("provider") String provider) {
        List<ProviderKeysView.Change> changes = store.changes(provider).stream().map(ProviderKeysView.Change::of)
                .toList();
        if (changes.isEmpty()) {
            requireInCatalog(provider);
        }
        return Page.whole(changes);
    }

    private void requireInCatalog(String provider) {
        if (!catalog.providers().containsKey(provider)) {
            throw ApiException.of(ErrorCode.NOT_FOUND, "The catalogue has no provider '" + provider + "', only "
                    + new TreeSet<>(catalog.providers().keySet())
                    + ": correct the name, or add it to the catalogue first.",
                    "provider");
        }
    }

    private ProviderKeysView made(Result result, String provider, String name, @Nullable Long revision, String what,
            Admin admin) {
        return switch (result) {
            case Result.Made(StoredKeys now) -> {
                log.info("provider {}: {}, by admin {}; revision {}", provider, what, admin.name(), now.revision());
                notices.tell(now.set());
                yield ProviderKeysView.of(now);
            }
            case Result.Unchanged() -> read(provider);
            case Result.Outdated() -> throw ApiException.of(ErrorCode.REVISION_CONFLICT,
                    "The keys of '" + provider + "' are not at revision " + revision
                            + " any more: read them again and make your change of what they are now.",
                    "revision");
            case Result.Exists(String there) when there.equals(name) -> throw ApiException.of(
                    ErrorCode.PROVIDER_KEY_EXISTS, "'" + provider + "' has a key '" + name
                            + "' already: take another name, or revoke that one first.",
                    "name");
            case Result.Exists(String there) -> throw ApiException.of(ErrorCode.PROVIDER_KEY_EXISTS,
                    "'" + provider + "' has this key already, as '" + there + "'.", "api_key");
            case Result.Full() -> throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'" + provider + "' has "
                    + ProviderKeySet.MAX_KEYS + " keys already, which is the most: revoke one first.", "provider");
            case Result.Unknown() -> throw ApiException.of(ErrorCode.NOT_FOUND,
                    "'" + provider + "' has no key '" + name + "' that was added: GET /admin/providers/" + provider
                            + "/keys lists them. Keys of the workers' settings are removed there.",
                    "name");
        };
    }
}
