package dev.longhaul.simulator.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Names API keys in the ledger without showing them. Not thread-safe. */
final class KeyNames {

    private static final int MOST = 10_000;
    private static final int BYTES = 4;

    private final Map<String, String> known = new HashMap<>();

    /** The first eight hex digits of the key's SHA-256. */
    String of(String key) {
        var name = known.get(key);
        if (name == null) {
            name = hash(key);
            if (known.size() < MOST) {
                known.put(key, name);
            }
        }
        return name;
    }

    private static String hash(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
