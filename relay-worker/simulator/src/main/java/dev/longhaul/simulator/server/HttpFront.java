package dev.longhaul.simulator.server;

import dev.longhaul.simulator.dialect.Anthropic;
import dev.longhaul.simulator.dialect.Dialect;
import dev.longhaul.simulator.dialect.Gemini;
import dev.longhaul.simulator.dialect.OpenAi;
import dev.longhaul.simulator.dialect.Target;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Finds out what a request is for. */
final class HttpFront implements Handler<HttpServerRequest> {

    private static final String CONTROL = "/_sim/";
    private static final Pattern GEMINI = Pattern
            .compile("(?:/gemini)?/v1(?:beta|alpha)?/models/([^/:]+):(generateContent|streamGenerateContent)");
    private static final Pattern AZURE = Pattern.compile("/openai/deployments/([^/]+)/chat/completions");

    private final CallDesk desk;
    private final ControlDesk control;
    private final Dialect openAi = new OpenAi();
    private final Dialect anthropic = new Anthropic();
    private final Dialect gemini = new Gemini();

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
            case "/anthropic/v1/messages", "/v1/messages" -> desk.receive(request, anthropic, Target.IN_BODY);
            default -> postWithModel(request, path);
        }
    }

    private void postWithModel(HttpServerRequest request, String path) {
        var generation = GEMINI.matcher(path);
        if (generation.matches()) {
            boolean stream = generation.group(2).equals("streamGenerateContent");
            if (stream && !"sse".equals(request.getParam("alt"))) {
                control.problem(request, 400, "The simulator streams only with alt=sse.");
                return;
            }
            desk.receive(request, gemini, new Target(decoded(generation.group(1)), stream));
            return;
        }
        var deployment = AZURE.matcher(path);
        if (deployment.matches()) {
            desk.receive(request, openAi, new Target(decoded(deployment.group(1)), false));
        } else {
            control.notFound(request);
        }
    }

    private static String decoded(String segment) {
        // A plus sign is itself in a path.
        return segment.indexOf('%') < 0
                ? segment
                : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
