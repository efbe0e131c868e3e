package dev.longhaul.client.cli.session;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command understands, before or after its name. */
public final class SessionOptions {

    @Option(names = "--url", paramLabel = "URL", scope = ScopeType.INHERIT, description = "address of the platform")
    @Nullable
    String url;

    @Option(names = "--api-key", paramLabel = "KEY", scope = ScopeType.INHERIT, description = "API key; better kept in the environment or the file, because other users see command lines")
    @Nullable
    String apiKey;

    @Option(names = "--config", paramLabel = "FILE", scope = ScopeType.INHERIT, description = "file with url=... and api-key=... (~/.config/longhaul/config.properties when not given)")
    @Nullable
    Path config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print results as JSON, one object a line")
    boolean json;
}
