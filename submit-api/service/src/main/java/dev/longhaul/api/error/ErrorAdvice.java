package dev.longhaul.api.error;

import dev.longhaul.contract.error.ApiError;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.StoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns whatever a controller, or the way to one, throws into an error in OpenAI's format. */
@RestControllerAdvice
public final class ErrorAdvice {

    private static final Logger log = LoggerFactory.getLogger(ErrorAdvice.class);
    private static final Duration STORE_RETRY = Duration.ofSeconds(2);

    @ExceptionHandler
    @Nullable
    ResponseEntity<ApiError> refused(ApiException error, HttpServletResponse response) {
        if (response.isCommitted()) {
            // the answer has begun, and its end is the only thing that can still tell
            log.debug("an error after the answer had begun: {}", error.code().wire());
            return null;
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(error.status())
                .contentType(MediaType.APPLICATION_JSON);
        error.headers().forEach(answer::header);
        return answer.body(ErrorJson.body(error));
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ApiError> storeUnavailable(StoreUnavailableException e, HttpServletResponse response) {
        return refused(ApiException
                .of(ErrorCode.STORE_UNAVAILABLE, "The record of jobs cannot be asked right now; try again shortly.")
                .withRetryAfter(STORE_RETRY), response);
    }

    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    @Nullable
    ResponseEntity<ApiError> noSuchRoute(HttpServletRequest request, HttpServletResponse response) {
        return refused(ApiException.of(ErrorCode.NOT_FOUND, "There is nothing at " + request.getMethod() + " "
                + request.getRequestURI() + "; /docs lists what there is."), response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ApiError> wrongMethod(HttpRequestMethodNotSupportedException e,
            HttpServletResponse response) {
        ApiException error = ApiException.of(ErrorCode.METHOD_NOT_ALLOWED, e.getMethod() + " is not possible here.");
        Set<HttpMethod> allowed = e.getSupportedHttpMethods();
        if (allowed != null) {
            error = error.withHeader("Allow",
                    String.join(", ", allowed.stream().map(HttpMethod::name).sorted().toList()));
        }
        return refused(error, response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ApiError> wrongContentType(HttpMediaTypeNotSupportedException e,
            HttpServletResponse response) {
        return refused(ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "The Content-Type " + e.getContentType() + " cannot be read here.", "Content-Type"), response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ApiError> wrongAccept(HttpMediaTypeNotAcceptableException e,
            HttpServletResponse response) {
        return refused(ApiException.of(ErrorCode.INVALID_PARAMETER,
                "The answer has no form that the Accept header allows; leave it out or accept application/json.",
                "Accept").withStatus(406), response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ApiError> missingParameter(MissingServletRequestParameterException e,
            HttpServletResponse response) {
        return refused(ApiException.of(ErrorCode.MISSING_PARAMETER,
                "The parameter '" + e.getParameterName() + "' is missing.", e.getParameterName()), response);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ApiError> wrongParameter(TypeMismatchException e, HttpServletResponse response) {
        String name = e instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : e.getPropertyName();
        return refused(ApiException.of(ErrorCode.INVALID_PARAMETER,
                "The parameter '" + name + "' has a value of the wrong type.", name), response);
    }

    /** The client has gone: there is nobody to tell. */
    @ExceptionHandler
    void clientGone(AsyncRequestNotUsableException e) {
        log.debug("the client has gone before its answer was written");
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<ApiError> failed(Exception e, HttpServletRequest request, HttpServletResponse response) {
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            return refused(ApiException
                    .of(ErrorCode.INVALID_PARAMETER, "The request cannot be read: " + known.getBody().getTitle() + ".")
                    .withStatus(known.getStatusCode().value()), response);
        }
        log.error("{} {} failed; the client gets a 500", request.getMethod(), request.getRequestURI(), e);
        return refused(ApiException.of(ErrorCode.INTERNAL_ERROR,
                "Something failed on our side; the x-request-id of this answer finds it in our logs."), response);
    }
}
