package dev.longhaul.api.error;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the errors of Tomcat itself, such as a malformed address, in OpenAI's format too. Public with a constructor
 * without arguments, because Tomcat makes it by its name.
 */
public final class ServerErrorReport extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ServerErrorReport.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType("application/json");
            response.getOutputStream().write(ErrorJson.bytes(UnhandledErrors.codeOf(status),
                    UnhandledErrors.messageOf(status), null));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            log.debug("the client has gone before its error {} was written", status);
        }
    }
}
