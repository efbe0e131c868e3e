package dev.longhaul.simulator.server;

import dev.longhaul.simulator.config.InvalidConfig;
import dev.longhaul.simulator.ledger.Counted;
import dev.longhaul.simulator.ledger.Ledger;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The simulator's own endpoints: {@code GET, DELETE /_sim/ledger}, {@code GET /_sim/ledger/jobs},
 * {@code GET /_sim/ledger/prompts}, {@code GET, PUT, PATCH /_sim/config} (either changes what it names),
 * {@code GET /_sim/health}. Open to everyone who reaches the port: a simulator guards nothing.
 */
final class ControlDesk implements Handler<HttpServerRequest> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LARGEST_CONFIG = 1 << 20;
    private static final int DEFAULT_CALLS = 100;
    private static final String SOME_MODEL = "sim-1";

    private final Ledger ledger;
    private final CallDesk desk;

    ControlDesk(Ledger ledger, CallDesk desk) {
        this.ledger = ledger;
        this.desk = desk;
    }

    @Override
    public void handle(HttpServerRequest request) {
        switch (request.method().name() + " " + request.path()) {
            case "GET /_sim/health" -> reply(request, 200, Map.of("status", "up", "inFlight", ledger.inFlight()));
            case "GET /_sim/ledger" -> totals(request);
            case "DELETE /_sim/ledger" -> {
                ledger.reset(desk.config().ledger());
                request.response().setStatusCode(204).end();
            }
            case "GET /_sim/ledger/jobs" -> counts(request, ledger.jobs());
            case "GET /_sim/ledger/prompts" -> counts(request, ledger.prompts());
            case "GET /_sim/config" -> replyJson(request, 200, desk.config().toJson());
            case "PUT /_sim/config", "PATCH /_sim/config" -> readConfig(request);
            default -> notFound(request);
        }
    }

    /** OpenAI's list of models. */
    void models(HttpServerRequest request) {
        var configured = desk.config().access().models();
        var models = (configured.isEmpty() ? List.of(SOME_MODEL) : configured).stream()
                .map(id -> Map.of("id", id, "object", "model", "created", 0, "owned_by", "simulator"))
                .toList();
        reply(request, 200, Map.of("object", "list", "data", models));
    }

    void notFound(HttpServerRequest request) {
        problem(request, 404, "The simulator has no " + request.method() + " " + request.path());
    }

    void problem(HttpServerRequest request, int status, String message) {
        reply(request, status, Map.of("error", Map.of("message", message, "type", "invalid_request_error")));
    }

    private void totals(HttpServerRequest request) {
        var totals = ledger.totals();
        if (!"true".equals(request.getParam("detail"))) {
            reply(request, 200, totals);
            return;
        }
        var limit = wholeNumber(request.getParam("limit"));
        if (limit == null) {
            reply(request, 400, errors(List.of(new InvalidConfig.Problem("limit", "must be a whole number"))));
        } else {
            reply(request, 200, Map.of("totals", totals, "calls", ledger.latest(limit)));
        }
    }

    private static @Nullable Integer wholeNumber(@Nullable String text) {
        if (text == null) {
            return DEFAULT_CALLS;
        }
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static void counts(HttpServerRequest request, Counted counted) {
        boolean billed = "billed".equals(request.getParam("count"));
        new CountsDelivery(request.response(), counted, billed).start();
    }

    private void readConfig(HttpServerRequest request) {
        BodyReader.read(request, LARGEST_CONFIG, new BodyReader.Receiver() {
            @Override
            public void complete(byte[] body) {
                change(request, new String(body, StandardCharsets.UTF_8));
            }

            @Override
            public void tooLarge() {
                reply(request, 413, errors(List.of(new InvalidConfig.Problem("", "is larger than 1 MiB"))));
            }
        });
    }

    private void change(HttpServerRequest request, String patch) {
        try {
            replyJson(request, 200, desk.configure(config -> config.patched(patch)).toJson());
        } catch (InvalidConfig e) {
            reply(request, 400, errors(e.problems()));
        }
    }

    private static Map<String, Object> errors(List<InvalidConfig.Problem> problems) {
        return Map.of("errors", problems);
    }

    private static void reply(HttpServerRequest request, int status, Object value) {
        replyJson(request, status, JSON.writeValueAsString(value));
    }

    private static void replyJson(HttpServerRequest request, int status, String json) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(json));
    }
}
