package dev.longhaul.api.key;

import java.io.PrintStream;
import java.security.SecureRandom;

/** {@code new-key}: makes an API key and shows it once, with what the configuration needs of it. */
public final class NewKeyCommand {

    /** The argument that asks for it. */
    public static final String NAME = "new-key";

    private NewKeyCommand() {}

    public static void run(PrintStream out) {
        ApiKey key = ApiKey.generate(new SecureRandom());
        out.println("API key, shown only now: " + key.reveal());
        out.println("Its id in usage, quotas and logs: " + ApiKey.idOf(key.hash()));
        out.println("For the configuration:");
        out.println("longhaul.api.bootstrap-keys:");
        out.println("  - tenant: my-tenant");
        out.println("    name: first key");
        out.println("    hash: " + key.hash());
    }
}
