package dev.longhaul.api;

import dev.longhaul.api.docs.OpenApiDocument;
import dev.longhaul.api.edge.EdgeLimits;
import dev.longhaul.api.error.ErrorAdvice;
import dev.longhaul.api.error.UnhandledErrors;
import dev.longhaul.api.health.ApiHealth;
import dev.longhaul.api.http.AdminController;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.BodyRoom;
import dev.longhaul.api.http.TomcatSetup;
import dev.longhaul.api.key.Authentication;
import dev.longhaul.api.reply.ReplySubscription;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.WaitKind;
import dev.longhaul.log.JobEventTail;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.MapperFeature;

/** What all endpoints share: Tomcat, Spring MVC, errors, documentation, health, gauges. */
@Configuration(proxyBeanMethods = false)
class WebSetup {

    /** Less than a client waits for an answer, and enough for a burst to be worked off. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Unknown paths too: a 404 is not free. */
    private static final List<String> LIMITED = List.of(ApiController.PATH + "/**", ApiController.OLDER_PATH + "/**",
            AdminController.PATH + "/**");

    @Bean
    TomcatSetup tomcatSetup(SecureRandom random, SubmitApiProperties properties) {
        DataSize room = properties.bodyMemory().toBytes() == 0
                ? DataSize.ofBytes(Runtime.getRuntime().maxMemory() / 4)
                : properties.bodyMemory();
        return new TomcatSetup(random, new BodyRoom(room, PATIENCE));
    }

    @Bean(destroyMethod = "close")
    EdgeLimits edgeLimits(SubmitApiProperties properties, MeterRegistry registry) {
        return StartCheck.edgeLimits(properties.edge(), registry);
    }

    @Bean
    WebMvcConfigurer callers(EdgeLimits limits, Authentication authentication) {
        return new WebMvcConfigurer() {

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(limits.addressGate()).addPathPatterns(LIMITED);
                registry.addInterceptor(authentication);
                registry.addInterceptor(limits.keyGate()).addPathPatterns(LIMITED);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(authentication);
            }
        };
    }

    /** Fields stand in answers in the order in which they are declared, which is the order that people expect. */
    @Bean
    JsonMapperBuilderCustomizer declaredOrder() {
        return builder -> builder.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
    }

    @Bean
    ErrorAdvice errorAdvice() {
        return new ErrorAdvice();
    }

    @Bean
    UnhandledErrors unhandledErrors() {
        return new UnhandledErrors();
    }

    @Bean
    OpenApiDocument openApiDocument() {
        return new OpenApiDocument();
    }

    @Bean
    StatusAggregator healthStatuses() {
        return ApiHealth.statuses();
    }

    @Bean
    HealthIndicator recordHealthIndicator(@Qualifier("storeHealthIndicator") HealthIndicator store,
            ExecutorService backgroundTasks) {
        return ApiHealth.record(store, backgroundTasks, System::nanoTime);
    }

    @Bean
    HealthIndicator repliesHealthIndicator(ReplySubscription replies) {
        return ApiHealth.replies(replies);
    }

    @Bean
    HealthIndicator eventsHealthIndicator(JobEventTail events) {
        return ApiHealth.events(events);
    }

    @Bean
    MeterBinder waitingMeters(JobWatches watches) {
        return registry -> {
            for (WaitKind kind : WaitKind.values()) {
                Gauge.builder("longhaul.requests.waiting", watches, each -> each.count(kind))
                        .description("calls that wait for a job").tag("kind", kind.wire()).register(registry);
            }
        };
    }
}
