package dev.longhaul.worker.http;

import dev.longhaul.contract.job.CallTimeouts;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A POST of JSON.
 *
 * @param path
 *            path and query
 * @param headers
 *            besides content type and length
 * @param timeouts
 *            instead of the transport's
 */
public record HttpCall(String path, Map<String, String> headers, Buffer body, CallTimeouts timeouts) {}
