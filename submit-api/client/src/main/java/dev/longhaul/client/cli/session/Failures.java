package dev.longhaul.client.cli.session;

import dev.longhaul.client.LonghaulException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Turns what stopped a command into a sentence on standard error and an exit code. */
public final class Failures {

    private Failures() {}

    /** The exit code of a call that failed. */
    public static int exitCode(LonghaulException failure) {
        if (failure.isInterrupted()) {
            return ExitCode.INTERRUPTED;
        }
        boolean platform = failure.isUnreachable() || failure.isUnauthorized() || failure.status() == 429
                || failure.status() >= 500 || failure.code().filter("client_bad_answer"::equals).isPresent();
        return platform ? ExitCode.UNAVAILABLE : ExitCode.BAD_INPUT;
    }

    /** What went wrong and what to do. */
    public static String sentence(LonghaulException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure.isUnreachable()) {
            return message + ". Is the platform up, and --url (or LONGHAUL_URL) right?";
        }
        if (failure.isUnauthorized()) {
            return "The platform refuses the API key (" + message
                    + "). Check LONGHAUL_API_KEY, --api-key or the configuration file.";
        }
        return message + failure.requestId().map(id -> " [request " + id + "]").orElse("");
    }

    /**
     * Reports a failure of any kind.
     *
     * @return the exit code
     */
    public static int report(Exception failure, Session session) {
        return switch (failure) {
            case LonghaulException call -> {
                show(session, sentence(call), call);
                yield exitCode(call);
            }
            case UserErrorException user -> {
                show(session, String.valueOf(user.getMessage()), null);
                yield ExitCode.BAD_INPUT;
            }
            case PlatformBusyException busy -> {
                show(session, String.valueOf(busy.getMessage()), null);
                yield ExitCode.UNAVAILABLE;
            }
            case UncheckedIOException io -> {
                show(session, "A file cannot be read or written: " + io.getMessage(), null);
                yield ExitCode.BAD_INPUT;
            }
            default -> {
                session.err().println("longhaul: this is a fault of the command itself, please report it:");
                failure.printStackTrace(session.err());
                yield ExitCode.BAD_INPUT;
            }
        };
    }

    private static void show(Session session, String sentence, @Nullable LonghaulException call) {
        if (!session.json()) {
            session.err().println("longhaul: " + sentence);
            return;
        }
        ObjectNode document = Session.MAPPER.createObjectNode();
        ObjectNode error = document.putObject("error").put("message", sentence);
        if (call != null) {
            error.put("status", call.status()).put("code", call.code().orElse(null))
                    .put("param", call.param().orElse(null)).put("request_id", call.requestId().orElse(null));
        }
        session.err().println(document);
    }
}
