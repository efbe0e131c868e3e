package dev.longhaul.client.cli.jobs;

import dev.longhaul.client.cli.session.Session;
import dev.longhaul.client.cli.session.UserErrorException;
import dev.longhaul.contract.job.Lane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The parts of a request on a command line. */
final class RequestOptions {

    @Parameters(arity = "0..*", paramLabel = "PROMPT", description = "the prompt; - reads it from standard input")
    private List<String> prompt = List.of();

    @Option(names = "--body", paramLabel = "FILE", description = "a chat request as JSON, instead of a prompt")
    private @Nullable Path bodyFile;

    @Option(names = {"-m", "--model"}, paramLabel = "MODEL", description = "which model: see 'longhaul models'")
    private @Nullable String model;

    @Option(names = "--system", paramLabel = "TEXT", description = "system message before the prompt")
    private @Nullable String system;

    @Option(names = "--lane", paramLabel = "LANE", description = "interactive, standard (the usual) or batch")
    private @Nullable Lane lane;

    @Option(names = "--priority", paramLabel = "0-9", description = "9 goes first, 5 is usual")
    private @Nullable Integer priority;

    @Option(names = "--custom-id", paramLabel = "NAME", description = "your own name of the job")
    private @Nullable String customId;

    @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "may be given up to 16 times")
    private Map<String, String> metadata = Map.of();

    /**
     * The request body.
     *
     * @throws UserErrorException
     *             when there is no prompt or more than one, no model, or the file is not a JSON object
     */
    ObjectNode body(Session session, boolean stream) {
        if ((bodyFile == null) == prompt.isEmpty()) {
            throw new UserErrorException("Give a prompt, or - to read it from standard input, or --body FILE.");
        }
        ObjectNode body = bodyFile == null ? fromPrompt(session) : fromFile(bodyFile);
        if (model != null) {
            body.put("model", model);
        }
        if (!body.hasNonNull("model")) {
            throw new UserErrorException("Which model? Say --model NAME; 'longhaul models' lists them.");
        }
        if (lane != null) {
            body.put("lane", lane.wire());
        }
        if (priority != null) {
            body.put("priority", priority);
        }
        if (customId != null) {
            body.put("custom_id", customId);
        }
        metadata.forEach((key, value) -> body.withObjectProperty("metadata").put(key, value));
        if (stream) {
            body.put("stream", true);
        }
        return body;
    }

    private ObjectNode fromPrompt(Session session) {
        String text = prompt.equals(List.of("-")) ? read(session) : String.join(" ", prompt);
        if (text.isBlank()) {
            throw new UserErrorException("The prompt is empty.");
        }
        ObjectNode body = Session.MAPPER.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        if (system != null) {
            messages.addObject().put("role", "system").put("content", system);
        }
        messages.addObject().put("role", "user").put("content", text);
        return body;
    }

    private static String read(Session session) {
        try {
            return new String(session.in().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UserErrorException("Cannot read the prompt from standard input: " + e.getMessage(), e);
        }
    }

    private ObjectNode fromFile(Path file) {
        if (system != null) {
            throw new UserErrorException("--system goes with a prompt; with --body put it into the file's messages.");
        }
        try {
            if (Session.MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
                return object;
            }
            throw new UserErrorException(file + " is not a JSON object, as a chat request is.");
        } catch (IOException e) {
            throw new UserErrorException("Cannot read " + file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new UserErrorException(file + " is not JSON: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ".", e);
        }
    }
}
