package dev.longhaul.api.submit;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.key.Caller;
import dev.longhaul.api.request.Submission;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.store.idempotency.IdempotencyStore;
import dev.longhaul.store.idempotency.IdempotencyStore.Claim;
import dev.longhaul.store.idempotency.IdempotencyStore.ClaimRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency keys: for 24 hours the same key of the same tenant means the same job. Whether a request is the same is
 * decided by what it asks for, not by its blanks; the order of its fields counts. Thread-safe.
 */
final class IdempotencyKeys {

    private static final int LONGEST = 255;

    private final IdempotencyStore store;

    IdempotencyKeys(IdempotencyStore store) {
        this.store = store;
    }

    /**
     * Claims keys for jobs, or tells which jobs have them.
     *
     * @throws dev.longhaul.store.StoreUnavailableException
     *             when the record cannot be asked: whether the job exists is not known then
     */
    List<Claim> claim(List<ClaimRequest> requests) {
        return requests.size() == 1
                ? List.of(store.claim(requests.getFirst().id(), requests.getFirst().bodyHash(),
                        requests.getFirst().job()))
                : store.claimAll(requests);
    }

    /**
     * @throws ApiException
     *             when the key is too long or has characters that a header cannot carry
     */
    static ClaimRequest request(Caller caller, String key, Submission submission, JobId job) {
        if (key.isEmpty() || key.length() > LONGEST) {
            throw invalid();
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) < ' ' || key.charAt(i) > '~') {
                throw invalid();
            }
        }
        return new ClaimRequest(digest(caller.tenant(), key), fingerprint(submission), job);
    }

    static ApiException reused() {
        return ApiException.of(ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "The idempotency key was used for another request within the last 24 hours; use a new one.",
                "Idempotency-Key");
    }

    private static ApiException invalid() {
        return ApiException.of(ErrorCode.IDEMPOTENCY_KEY_INVALID,
                "An idempotency key has 1 to " + LONGEST + " printable ASCII characters.", "Idempotency-Key");
    }

    private static String fingerprint(Submission submission) {
        String own = digest(submission.request(), submission.lane().wire(), Integer.toString(submission.priority()),
                Boolean.toString(submission.stream()), submission.customId(),
                new TreeMap<>(submission.metadata()).toString(), String.valueOf(submission.deadline()),
                submission.webhookUrl(), submission.cache().wire(), submission.onAmbiguous().name(),
                String.valueOf(submission.timeouts()));
        // what a key was claimed with before there were experiments stays as it is
        return submission.experiment() == null ? own : digest(own, submission.experiment());
    }

    /** SHA-256 over the parts, each with its length before it, so that no two lists of parts look alike. */
    private static String digest(@Nullable String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
                sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(part == null ? -1 : bytes.length).flip());
                sha256.update(bytes);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
