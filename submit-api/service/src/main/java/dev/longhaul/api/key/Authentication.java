package dev.longhaul.api.key;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.contract.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.Optional;
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
 * Lets nobody reach an {@link ApiController} without a good key or an {@link AdminController} without an admin key, and
 * tells their methods who calls. It goes by the controller and not by the path, so no spelling of a path gets around
 * it.
 */
public final class Authentication implements HandlerInterceptor, HandlerMethodArgumentResolver {

    private static final String SCHEME = "Bearer ";

    private final KeyDirectory keys;
    private final AdminKeys adminKeys;

    public Authentication(KeyDirectory keys, AdminKeys adminKeys) {
        this.keys = keys;
        this.adminKeys = adminKeys;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            if (AnnotatedElementUtils.hasAnnotation(method.getBeanType(), ApiController.class)) {
                request.setAttribute(Caller.class.getName(), caller(request));
            } else if (AnnotatedElementUtils.hasAnnotation(method.getBeanType(), AdminController.class)) {
                request.setAttribute(Admin.class.getName(), admin(request));
            }
        }
        return true;
    }

    /** A name of the key by which a request was let in, never the key; null when none was asked for. */
    public static @Nullable String keyOf(HttpServletRequest request) {
        if (request.getAttribute(Caller.class.getName()) instanceof Caller caller) {
            return caller.keyId();
        }
        return request.getAttribute(Admin.class.getName()) instanceof Admin admin ? "admin:" + admin.name() : null;
    }

    private Caller caller(HttpServletRequest request) {
        return key(request).flatMap(keys::find).orElseThrow(Authentication::unknown);
    }

    private Admin admin(HttpServletRequest request) {
        Optional<ApiKey> key = key(request);
        return key.flatMap(adminKeys::find).orElseThrow(() -> key.flatMap(keys::find).isPresent()
                ? ApiException.of(ErrorCode.ADMIN_KEY_REQUIRED,
                        "This is a tenant's API key; administration needs one of longhaul.api.admin-keys.")
                : unknown());
    }

    private static Optional<ApiKey> key(HttpServletRequest request) {
        @Nullable
        String authorization = request.getHeader("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refused("No API key was sent: send it as 'Authorization: Bearer lh_...'.");
        }
        return ApiKey.parse(authorization.substring(SCHEME.length()).strip());
    }

    private static ApiException unknown() {
        return refused("The API key is not known; check it for missing characters.");
    }

    private static ApiException refused(String message) {
        return ApiException.of(ErrorCode.INVALID_API_KEY, message).withHeader("WWW-Authenticate", "Bearer");
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class || parameter.getParameterType() == Admin.class;
    }

    @Override
    public Object resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer container,
            NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
        return Objects.requireNonNull(
                request.getAttribute(parameter.getParameterType().getName(), NativeWebRequest.SCOPE_REQUEST),
                "a controller of the other kind");
    }
}
