package dev.longhaul.api.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.SubmitApiApplication;
import dev.longhaul.api.key.ApiKey;
import dev.longhaul.api.reply.ReplySubscription;
import dev.longhaul.api.wait.JobWatches;
import dev.longhaul.api.wait.WaitKind;
import dev.longhaul.api.wait.Watch;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.JobEvent;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.log.JobEventTail;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A submit-api of its own, on the shared servers. */
public final class TestApi implements AutoCloseable {

    /** Keys of two tenants, the same for every instance. */
    public static final ApiKey ACME = ApiKey.generate(new SecureRandom());
    public static final ApiKey OTHER = ApiKey.generate(new SecureRandom());
    /** The admin key of one who is called ann. */
    public static final ApiKey ADMIN = ApiKey.generate(new SecureRandom());

    /** The admin key of one who is called bob and may edit jobs. */
    public static final ApiKey EDITOR = ApiKey.generate(new SecureRandom());

    private static final TestApi SHARED = start(Map.of()).awaitReady();

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestApi(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** The one that most tests share; it stops with the JVM. */
    public static TestApi shared() {
        return SHARED;
    }

    /** Starts one with settings that differ from the tests' usual ones. */
    public static TestApi start(Map<String, Object> settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("server.port", 0);
        all.put("spring.kafka.bootstrap-servers", SharedServers.kafka().bootstrapServers());
        all.put("spring.rabbitmq.addresses", SharedServers.amqp().uri());
        all.put("spring.mongodb.uri", SharedServers.mongo().uri(FakePipeline.DATABASE));
        all.put("longhaul.store.database", FakePipeline.DATABASE);
        all.put("longhaul.catalog", resource("catalog.yaml"));
        all.put("longhaul.api.job-id-secret", "a secret for tests only");
        all.put("longhaul.api.hang-up-check", "100ms");
        all.put("longhaul.webhook.master-key", "file:" + resource("webhook-master-key"));
        all.put("longhaul.api.bootstrap-keys[0].tenant", "acme");
        all.put("longhaul.api.bootstrap-keys[0].hash", ACME.hash());
        all.put("longhaul.api.bootstrap-keys[1].tenant", "other");
        all.put("longhaul.api.bootstrap-keys[1].hash", OTHER.hash());
        all.put("longhaul.api.admin-keys[0].name", "ann");
        all.put("longhaul.api.admin-keys[0].hash", ADMIN.hash());
        all.put("longhaul.api.admin-keys[1].name", "bob");
        all.put("longhaul.api.admin-keys[1].hash", EDITOR.hash());
        all.put("longhaul.api.admin-keys[1].may-edit-jobs", true);
        all.putAll(settings);
        FakePipeline.shared();
        // as command line arguments, because those win over application.yaml
        String[] arguments = all.entrySet().stream().map(each -> "--" + each.getKey() + "=" + each.getValue())
                .toArray(String[]::new);
        return new TestApi(new SpringApplicationBuilder(SubmitApiApplication.class).run(arguments));
    }

    /** Waits until this instance hears workers and events: what is said before that wakes nobody here. */
    public TestApi awaitReady() {
        Awaitility.await().until(() -> context.getBean(ReplySubscription.class).isReading()
                && context.getBean(JobEventTail.class).isReading());
        return this;
    }

    public static String resource(String name) {
        return String.valueOf(TestApi.class.getResource("/" + name)).substring("file:".length());
    }

    /** A model that no other test uses. */
    public static String freshModel() {
        return "test/" + UUID.randomUUID();
    }

    public int port() {
        return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** Waits until this instance has heard what the log was told of a job before. */
    public void awaitEventsOf(FakeJob job) {
        JobId fence = new JobId(System.nanoTime(), 0, 0);
        try (Watch watch = context.getBean(JobWatches.class).watch(WaitKind.EVENTS, List.of(fence))) {
            // the same tenant: the same partition, so it comes after
            FakePipeline.shared().announce(new JobEvent(fence, job.submitted().tenant(), job.submitted().lane(),
                    job.submitted().model(), JobState.RUNNING, 1, Instant.now(), null, null));
            assertThat(watch.next(Duration.ofSeconds(10))).isNotNull();
        }
    }

    /** Calls as tenant acme. */
    public Call call(String path) {
        return new Call(http, url() + path).bearer(ACME.reveal());
    }

    /** Calls as ann, who is an admin. */
    public Call admin(String path) {
        return call(path).bearer(ADMIN.reveal());
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }
}
