package dev.longhaul.api.error;

import dev.longhaul.contract.error.ApiError;
import dev.longhaul.contract.error.ErrorCode;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what failed outside the controllers, such as in a filter, where the server forwards to {@code /error}. */
@RestController
public final class UnhandledErrors implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<ApiError> answer(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? code
                : ErrorCode.NOT_FOUND.httpStatus();
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON)
                .body(ApiError.of(codeOf(status), messageOf(status), null));
    }

    /** The code that says most about an error of which only the status is known. */
    static ErrorCode codeOf(int status) {
        return switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 400 -> ErrorCode.INVALID_PARAMETER;
            default -> Arrays.stream(ErrorCode.values()).filter(code -> code.httpStatus() == status).findFirst()
                    .orElse(status < 500 ? ErrorCode.INVALID_PARAMETER : ErrorCode.INTERNAL_ERROR);
        };
    }

    static String messageOf(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return "The request was refused by the HTTP server: " + status
                + (known == null ? "." : " " + known.getReasonPhrase() + ".");
    }
}
