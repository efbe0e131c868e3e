package dev.longhaul.api.key;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.contract.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets nobody reach an {@link ApiController} without a good key, and tells its methods who calls. It goes by the
 * controller and not by the path, so no spelling of a path gets around it.
 */
public final class Authentication implements HandlerInterceptor, HandlerMethodArgumentResolver {

    private static final String CALLER = Caller.class.getName();
    private static final String SCHEME = "Bearer ";

    private final KeyDirectory keys;

    public Authentication(KeyDirectory keys) {
        this.keys = keys;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && AnnotatedElementUtils.hasAnnotation(method.getBeanType(), ApiController.class)) {
            request.setAttribute(CALLER, authenticate(request.getHeader("Authorization")));
        }
        return true;
    }

    private Caller authenticate(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused("No API key was sent: send it as 'Authorization: Bearer lh_...'.");
        }
        return ApiKey.parse(authorization.substring(SCHEME.length()).strip()).flatMap(keys::find)
                .orElseThrow(() -> refused("The API key is not known; check it for missing characters."));
    }

    private static ApiException refused(String message) {
        return ApiException.of(ErrorCode.INVALID_API_KEY, message).withHeader("WWW-Authenticate", "Bearer");
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
            NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
        return Objects.requireNonNull(request.getAttribute(CALLER, NativeWebRequest.SCOPE_REQUEST),
                "a caller outside an ApiController");
    }
}
