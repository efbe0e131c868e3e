package dev.longhaul.resultstore.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.errors.InvalidWebhookSignatureException;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.longhaul.store.webhook.OpenSecret;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Signatures verify with what recipients use: the library of Standard Webhooks and OpenAI's SDK. */
class SignaturesTest {

    private static final OpenAIClient OPENAI = OpenAIOkHttpClient.builder().apiKey("none").build();
    private static final Random RANDOM = new Random(7);

    private final long now = Clock.systemUTC().instant().getEpochSecond();

    @AfterAll
    static void close() {
        OPENAI.close();
    }

    private static OpenSecret secret() {
        byte[] keys = new byte[64];
        RANDOM.nextBytes(keys);
        return new OpenSecret(keys);
    }

    private static String body() {
        return RANDOM.ints(1 + RANDOM.nextInt(3_000), 0x20, 0xd000).mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static void verifyStandard(OpenSecret secret, String id, long timestamp, String signature, String body)
            throws Exception {
        new Webhook(secret.text()).verify(body, Map.of("webhook-id", List.of(id), "webhook-timestamp",
                List.of(Long.toString(timestamp)), "webhook-signature", List.of(signature)));
    }

    private static void verifyOpenAi(OpenSecret secret, String id, long timestamp, String signature, String body) {
        OPENAI.webhooks().verifySignature(WebhookVerificationParams.builder().payload(body)
                .headers(Headers.builder().put("webhook-id", id).put("webhook-timestamp", Long.toString(timestamp))
                        .put("webhook-signature", signature).build())
                .secret(secret.text()).build());
    }

    @Test
    void signatures_of_a_thousand_random_bodies_verify_and_a_changed_byte_does_not() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            OpenSecret secret = secret();
            String body = body();
            String id = "evt_" + Long.toHexString(RANDOM.nextLong());
            String signature = Signatures.of(List.of(secret), i % 2 == 0, id, now,
                    body.getBytes(StandardCharsets.UTF_8));

            verifyStandard(secret, id, now, signature, body);
            verifyOpenAi(secret, id, now, signature, body);
            String otherBody = flipped(body);
            String otherId = flipped(id);
            refused(secret, id, now, signature, otherBody);
            refused(secret, otherId, now, signature, body);
            refused(secret, id, now + 1, signature, body);
            refused(secret(), id, now, signature, body);
        }
    }

    private static String flipped(String text) {
        int at = RANDOM.nextInt(text.length());
        return text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
    }

    private static void refused(OpenSecret secret, String id, long timestamp, String signature, String body) {
        assertThatThrownBy(() -> verifyStandard(secret, id, timestamp, signature, body))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> verifyOpenAi(secret, id, timestamp, signature, body))
                .isInstanceOf(InvalidWebhookSignatureException.class);
    }

    @Test
    void while_two_secrets_count_a_recipient_may_have_either() {
        OpenSecret fresh = secret();
        OpenSecret old = secret();
        String signature = Signatures.of(List.of(fresh, old), false, "evt_1", now,
                "{}".getBytes(StandardCharsets.UTF_8));

        for (OpenSecret each : List.of(fresh, old)) {
            assertThatCode(() -> verifyStandard(each, "evt_1", now, signature, "{}")).doesNotThrowAnyException();
            assertThatCode(() -> verifyOpenAi(each, "evt_1", now, signature, "{}")).doesNotThrowAnyException();
        }
    }

    @Test
    void with_the_public_key_anybody_verifies_and_nobody_signs() throws Exception {
        OpenSecret secret = secret();
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        String signature = Signatures.of(List.of(secret), true, "evt_1", now, body);
        assertThat(signature).matches("v1,\\S+ v1a,\\S+");

        // Java's own ed25519, from the raw key after the prefix of its X.509 form
        byte[] raw = Base64.getDecoder().decode(secret.publicKey().substring("whpk_".length()));
        byte[] x509 = HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(raw));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509)));
        verifier.update(("evt_1." + now + ".{}").getBytes(StandardCharsets.UTF_8));
        assertThat(verifier
                .verify(Base64.getDecoder().decode(signature.substring(signature.indexOf(" v1a,") + " v1a,".length()))))
                .isTrue();
        assertThat(Signatures.of(List.of(secret), false, "evt_1", now, body)).doesNotContain("v1a");
    }
}
