package dev.longhaul.resultstore.webhook;

import dev.longhaul.store.webhook.OpenSecret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Signs as Standard Webhooks 1.0 says: {@code id.timestamp.body}, once for each secret that counts. */
final class Signatures {

    private Signatures() {}

    /**
     * The header {@code webhook-signature}.
     *
     * @param asymmetric
     *            whether to sign with the ed25519 keys as well
     * @param timestamp
     *            of the try, in seconds since 1970
     */
    static String of(List<OpenSecret> secrets, boolean asymmetric, String id, long timestamp, byte[] body) {
        byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, content, start.length, body.length);
        Stream<String> shared = secrets.stream().map(secret -> "v1," + secret.hmac(content));
        Stream<String> open = secrets.stream().filter(secret -> asymmetric)
                .map(secret -> "v1a," + secret.ed25519(content));
        return Stream.concat(shared, open).collect(Collectors.joining(" "));
    }
}
