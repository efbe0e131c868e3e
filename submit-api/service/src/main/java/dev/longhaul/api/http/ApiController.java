package dev.longhaul.api.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A controller of the API: its paths stand under {@code /v1} and, for clients of the older path, under
 * {@code /api/v1/llm}; whoever calls it needs an API key.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
@RequestMapping({ApiController.PATH, ApiController.OLDER_PATH})
public @interface ApiController {

    String PATH = "/v1";
    String OLDER_PATH = "/api/v1/llm";
}
