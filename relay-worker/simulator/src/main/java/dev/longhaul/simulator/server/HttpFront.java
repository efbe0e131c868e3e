package dev.longhaul.simulator.server;

import dev.longhaul.simulator.dialect.Dialect;
import dev.longhaul.simulator.dialect.OpenAi;
import dev.longhaul.simulator.dialect.Target;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Finds out what a request is for. */
final class HttpFront implements Handler<HttpServerRequest> {

    private static final String CONTROL = "/_sim/";

    private final CallDesk desk;
    private final ControlDesk control;
    private final Dialect openAi = new OpenAi();

    HttpFront(CallDesk desk, ControlDesk control) {
        this.desk = desk;
        this.control = control;
    }

    @Override
    public void handle(HttpServerRequest request) {
        var path = request.path();
        if (path == null) {
            control.notFound(request);
        } else if (path.startsWith(CONTROL)) {
            control.handle(request);
        } else if (request.method().equals(HttpMethod.POST)) {
            post(request, path);
        } else if (request.method().equals(HttpMethod.GET)
                && (path.equals("/openai/v1/models") || path.equals("/v1/models"))) {
            control.models(request);
        } else {
            control.notFound(request);
        }
    }

    private void post(HttpServerRequest request, String path) {
        switch (path) {
            case "/openai/v1/chat/completions", "/v1/chat/completions" ->
                desk.receive(request, openAi, Target.IN_BODY);
            default -> control.notFound(request);
        }
    }
}
