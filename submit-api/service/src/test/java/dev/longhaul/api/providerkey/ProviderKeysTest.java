package dev.longhaul.api.providerkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import com.mongodb.client.MongoDatabase;
import dev.longhaul.api.key.ApiKey;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.key.KeyFingerprint;
import dev.longhaul.contract.key.ProviderKeySet;
import dev.longhaul.contract.key.SealedKey;
import dev.longhaul.contract.message.ControlMessage;
import dev.longhaul.contract.message.MessageCodec;
import dev.longhaul.contract.message.UnreadableMessageException;
import dev.longhaul.embedded.SharedServers;
import dev.longhaul.link.RelayConsumer;
import dev.longhaul.link.RelayTopology;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
class ProviderKeysTest {

    private static final Configuration TINK = HybridConfig2026.get();
    private static final String SECRET = "sk-the-secret-" + UUID.randomUUID();

    @TempDir
    private static Path directory;
    private static KeysetHandle keyset;
    private static TestApi api;
    /** The embedded catalogue names no more than a few, and each test wants one of its own. */
    private static final List<String> PROVIDERS = new ArrayList<>();

    private final String provider = PROVIDERS.removeLast();
    private final String path = "/admin/providers/" + provider + "/keys";

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        keyset = KeysetHandle.generateNew(HpkeParameters.builder()
                .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256).setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                .setAeadId(HpkeParameters.AeadId.AES_256_GCM).setVariant(HpkeParameters.Variant.TINK).build(), TINK);
        Path file = Files.writeString(directory.resolve("public.json"), publicKeyset());
        StringBuilder catalog = new StringBuilder("version: 1\nproviders:\n");
        for (int i = 0; i < 20; i++) {
            String name = "provider-" + UUID.randomUUID();
            PROVIDERS.add(name);
            catalog.append("  ").append(name).append(": {dialect: openai, base-url: \"http://127.0.0.1:1/v1\"}\n");
        }
        catalog.append("models:\n  small:\n    route:\n      - {provider: ").append(PROVIDERS.getFirst()).append("}\n");
        api = TestApi.start(Map.of("longhaul.api.worker-keyset", file.toString(), "longhaul.catalog",
                Files.writeString(directory.resolve("catalog.yaml"), catalog).toString()));
    }

    private static String publicKeyset() throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keyset.getPublicKeysetHandle(), TINK);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String body(String name, String key, String more) {
        return "{\"name\": \"" + name + "\", \"api_key\": \"" + key + "\", \"reason\": \"contract of November\"" + more
                + "}";
    }

    @Test
    void a_key_is_added_listed_and_revoked_and_each_change_is_signed() {
        assertThat(api.admin(path).get().hasStatus(200).json().toString()).isEqualTo("{\"provider\":\"" + provider
                + "\",\"object\":\"provider_keys\",\"revision\":0,\"changed_at\":null,\"paused\":false,\"keys\":[]}");

        JsonNode added = api.admin(path)
                .post(body("team-a", SECRET,
                        ", \"weight\": 3, \"requests_per_minute\": 600, \"tokens_per_minute\": null"))
                .hasStatus(200).json();
        assertThat(added.path("revision").asInt()).isEqualTo(1);
        JsonNode key = added.path("keys").path(0);
        assertThat(key.propertyNames()).containsExactly("name", "fingerprint", "weight", "requests_per_minute",
                "tokens_per_minute", "added_at", "added_by");
        assertThat(key.path("name").asString()).isEqualTo("team-a");
        assertThat(key.path("fingerprint").asString()).isEqualTo(KeyFingerprint.of(SECRET));
        assertThat(key.path("weight").asInt()).isEqualTo(3);
        assertThat(key.path("requests_per_minute").asInt()).isEqualTo(600);
        assertThat(key.path("tokens_per_minute").isNull()).isTrue();
        assertThat(key.path("added_by").asString()).isEqualTo("ann");
        assertThat(api.admin(path).get().json()).isEqualTo(added);

        JsonNode revoked = api.admin(path + "/team-a?reason=it%20leaked&revision=1").method("DELETE").hasStatus(200)
                .json();
        assertThat(revoked.path("revision").asInt()).isEqualTo(2);
        assertThat(revoked.path("keys")).isEmpty();
        JsonNode changes = api.admin("/admin/providers/" + provider + "/changes").get().hasStatus(200).json()
                .path("data");
        assertThat(changes).hasSize(2);
        assertThat(changes.path(0).path("action").asString()).isEqualTo("revoked");
        assertThat(changes.path(0).path("reason").asString()).isEqualTo("it leaked");
        assertThat(changes.path(1).path("action").asString()).isEqualTo("added");
        assertThat(changes.path(1).path("by").asString()).isEqualTo("ann");
        assertThat(changes.path(1).path("key").asString()).isEqualTo("team-a");
        assertThat(changes.path(1).path("fingerprint").asString()).isEqualTo(KeyFingerprint.of(SECRET));
    }

    @Test
    void only_workers_can_read_a_key_and_its_plaintext_is_nowhere(CapturedOutput output) throws Exception {
        List<byte[]> told = new CopyOnWriteArrayList<>();
        List<String> answers = new ArrayList<>();
        try (Workers workers = new Workers(told::add)) {
            await().until(workers.consumer::isConsuming);
            answers.add(api.admin(path).post(body("team-a", SECRET, "")).hasStatus(200).body());
            answers.add(api.admin(path).post(body("team-b", SECRET, "")).body());
            await().until(() -> of(provider, told) != null);
        }
        answers.add(api.admin(path).get().body());
        answers.add(api.admin("/admin/providers/" + provider + "/changes").get().body());

        ProviderKeySet set = Objects.requireNonNull(of(provider, told));
        assertThat(set.revision()).isEqualTo(1);
        SealedKey sealed = set.keys().getFirst();
        HybridDecrypt opened = TinkJsonProtoKeysetFormat.parseKeyset(
                TinkJsonProtoKeysetFormat.serializeKeyset(keyset, TINK, InsecureSecretKeyAccess.get()), TINK,
                InsecureSecretKeyAccess.get()).getPrimitive(TINK, HybridDecrypt.class);
        byte[] bytes = Base64.getDecoder().decode(sealed.sealed());
        assertThat(opened.decrypt(bytes, SealedKey.place(provider, "team-a")))
                .isEqualTo(SECRET.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> opened.decrypt(bytes, SealedKey.place("another", "team-a")))
                .isInstanceOf(GeneralSecurityException.class);
        assertThat(told).allSatisfy(each -> assertThat(new String(each, StandardCharsets.UTF_8))
                .doesNotContain(SECRET));
        assertThat(answers).noneMatch(answer -> answer.contains(SECRET));
        assertThat(output).doesNotContain(SECRET);
        Document kept = api.context().getBean(MongoDatabase.class).getCollection("provider_keys")
                .find(new Document("_id", provider)).first();
        assertThat(Objects.requireNonNull(kept).toJson()).contains(sealed.sealed()).doesNotContain(SECRET);
    }

    @Test
    void a_provider_is_paused_and_resumed_and_workers_are_told() {
        String root = "/admin/providers/" + provider;
        List<byte[]> told = new CopyOnWriteArrayList<>();
        try (Workers workers = new Workers(told::add)) {
            await().until(workers.consumer::isConsuming);
            JsonNode paused = api.admin(root + "/pause").post("{\"reason\": \"a bill\"}").hasStatus(200).json();
            assertThat(paused.path("paused").asBoolean()).isTrue();
            assertThat(paused.path("revision").asInt()).isEqualTo(1);
            await().until(() -> of(provider, told) != null);
        }
        assertThat(Objects.requireNonNull(of(provider, told)).holdsCalls()).isTrue();
        assertThat(api.admin(root + "/pause").post("{\"reason\": \"again\"}").hasStatus(200).json().path("revision")
                .asInt()).isEqualTo(1);

        assertThat(api.admin(root + "/resume").post("{\"reason\": \"paid\"}").hasStatus(200).json().path("paused")
                .asBoolean()).isFalse();

        JsonNode changes = api.admin(root + "/changes").get().json().path("data");
        assertThat(changes.findValuesAsString("action")).containsExactly("resumed", "paused");
        assertThat(changes.path(0).path("reason").asString()).isEqualTo("paid");
        assertThat(changes.path(0).path("key").isNull()).isTrue();
        api.admin(root + "/pause").post("{}").isError(400, "missing_parameter", "reason");
        api.admin("/admin/providers/nobody/pause").post("{\"reason\": \"x\"}").isError(404, "not_found", "provider");
        api.call(root + "/pause").post("{\"reason\": \"x\"}").isError(403, "admin_key_required", null);
    }

    private static @Nullable ProviderKeySet of(String provider, List<byte[]> told) {
        for (byte[] each : told) {
            try {
                if (MessageCodec.read(each, ControlMessage.class) instanceof ControlMessage.ProviderKeys keys
                        && keys.sets().getFirst().provider().equals(provider)) {
                    return keys.sets().getFirst();
                }
            } catch (UnreadableMessageException e) {
                throw new IllegalStateException(e);
            }
        }
        return null;
    }

    @Test
    void what_is_wrong_with_a_key_is_told_without_the_key(CapturedOutput output) {
        api.admin(path).post("{\"api_key\": \"k\", \"reason\": \"x\"}").isError(400, "missing_parameter", "name");
        api.admin(path).post("{\"name\": \"a\", \"reason\": \"x\"}").isError(400, "missing_parameter", "api_key");
        api.admin(path).post("{\"name\": \"a\", \"api_key\": \"k\"}").isError(400, "missing_parameter", "reason");
        api.admin(path).post(body("a b", "k", "")).isError(400, "invalid_parameter", "name");
        api.admin(path).post(body("..", "k", "")).isError(400, "invalid_parameter", "name");
        api.admin(path).post(body("a", "k", ", \"weight\": 0")).isError(400, "invalid_parameter", "weight");
        api.admin(path).post(body("a", "k", ", \"requests_per_minute\": 0")).isError(400, "invalid_parameter",
                "requests_per_minute");
        api.admin(path).post(body("a", "k", ", \"colour\": 1")).isError(400, "unknown_parameter", "colour");
        for (String unsendable : List.of(SECRET + " ", SECRET + "\\r\\nhost: x", "ключ-" + SECRET, "")) {
            assertThat(api.admin(path).post(body("a", unsendable, ""))
                    .isError(400, "invalid_parameter", "api_key").body()).doesNotContain(SECRET);
        }
        assertThat(api.admin(path).post("{\"api_key\": " + SECRET + "}").isError(400, "invalid_json", null).body())
                .doesNotContain("sk");
        assertThat(api.admin(path).post("{\"name\": \"a\", \"api_key\": {\"" + SECRET + "\": 1}}")
                .isError(400, "invalid_parameter", "api_key").body()).doesNotContain(SECRET);

        assertThat(api.admin(path).get().json().path("revision").asInt()).isZero();
        assertThat(output).doesNotContain(SECRET);
    }

    @Test
    void a_name_and_a_key_are_there_once_and_an_outdated_change_is_a_conflict() {
        api.admin(path).post(body("team-a", SECRET, "")).hasStatus(200);

        api.admin(path).post(body("team-a", "another", "")).isError(409, "provider_key_exists", "name");
        api.admin(path).post(body("team-b", SECRET, "")).isError(409, "provider_key_exists", "api_key");
        api.admin(path).post(body("team-b", "another", ", \"revision\": 0")).isError(409, "revision_conflict",
                "revision");
        api.admin(path + "/team-a?reason=x&revision=7").method("DELETE").isError(409, "revision_conflict",
                "revision");

        assertThat(api.admin(path).get().json().path("revision").asInt()).isEqualTo(1);
    }

    @Test
    void revoking_needs_a_reason_and_a_key_that_is_there() {
        api.admin(path).post(body("team-a", SECRET, "")).hasStatus(200);

        api.admin(path + "/team-a").method("DELETE").isError(400, "missing_parameter", "reason");
        api.admin(path + "/team-a?reason=%20").method("DELETE").isError(400, "invalid_parameter", "reason");
        api.admin(path + "/team-b?reason=x").method("DELETE").isError(404, "not_found", "name");

        assertThat(api.admin(path).get().json().path("keys")).hasSize(1);
    }

    @Test
    void a_provider_that_the_catalogue_does_not_have_is_told() {
        String unknown = "/admin/providers/nobody";

        assertThat(
                api.admin(unknown + "/keys").post(body("a", SECRET, "")).isError(404, "not_found", "provider").body())
                .contains("The catalogue has no provider 'nobody'", provider);
        api.admin(unknown + "/keys").get().isError(404, "not_found", "provider");
        api.admin(unknown + "/changes").get().isError(404, "not_found", "provider");
        api.admin(unknown + "/keys/a?reason=x").method("DELETE").isError(404, "not_found", "name");
    }

    @Test
    void only_administrators_see_and_change_keys() {
        api.call(path).get().isError(403, "admin_key_required", null);
        api.call(path).post(body("a", SECRET, "")).isError(403, "admin_key_required", null);
        api.call(path + "/a?reason=x").method("DELETE").isError(403, "admin_key_required", null);
        api.call(path).bearer(ApiKey.generate(new SecureRandom()).reveal()).get().isError(401, "invalid_api_key",
                null);
    }

    @Test
    void without_the_workers_public_key_none_can_be_added() {
        TestApi shared = TestApi.shared();
        String simulator = "/admin/providers/simulator/keys";

        assertThat(shared.admin(simulator).post(body("a", SECRET, "")).isError(409, "worker_keyset_missing", null)
                .body()).contains("longhaul.api.worker-keyset", "new-keyset");
        shared.admin(simulator).get().hasStatus(200);
    }

    @Test
    void a_setting_that_is_no_public_keyset_is_told_at_the_start() throws Exception {
        assertThat(WorkerKeyset.of(publicKeyset())).isNotNull();
        assertThatThrownBy(() -> WorkerKeyset.of(directory.resolve("absent").toString()))
                .hasMessage("no such file can be read");
        String secret = TinkJsonProtoKeysetFormat.serializeKeyset(keyset, TINK, InsecureSecretKeyAccess.get());
        assertThatThrownBy(() -> WorkerKeyset.of(secret)).hasMessage("it is not a public keyset");
        assertThatThrownBy(() -> WorkerKeyset.of("{}")).hasMessage("it is not a public keyset");
    }

    /** A queue as every worker has one. */
    private static final class Workers implements AutoCloseable {

        private final CachingConnectionFactory connections = new CachingConnectionFactory(
                URI.create(SharedServers.amqp().uri()));
        private final GenericApplicationContext context = new GenericApplicationContext();
        private final RelayConsumer consumer;

        Workers(Consumer<byte[]> told) {
            String name = "worker-" + UUID.randomUUID();
            RabbitAdmin admin = new RabbitAdmin(connections);
            context.registerBean("queue", Declarables.class,
                    () -> RelayTopology.instance(RelayTopology.CONTROL, name));
            context.refresh();
            admin.setApplicationContext(context);
            admin.afterPropertiesSet();
            admin.initialize();
            consumer = RelayConsumer.start(connections, admin,
                    RelayTopology.instanceQueue(RelayTopology.CONTROL, name), 10, delivery -> {
                        told.accept(delivery.body());
                        delivery.ack();
                    });
        }

        @Override
        public void close() {
            consumer.close();
            connections.destroy();
            context.close();
        }
    }
}
