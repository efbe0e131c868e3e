package dev.longhaul.store;

import dev.longhaul.store.webhook.SecretBox;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * What all services that have to do with webhooks must agree on.
 *
 * @param masterKey
 *            where the key is that encrypts the endpoints' secrets: {@code env:NAME} or {@code file:/path}, 32 bytes in
 *            Base64; blank: there are no webhooks
 * @param allowHttp
 *            whether webhooks may go by plain http; for development
 * @param allowPrivateAddresses
 *            whether webhooks may go to addresses that are not of the public internet; for development
 */
@ConfigurationProperties("longhaul.webhook")
public record WebhookProperties(@Nullable String masterKey, @DefaultValue("false") boolean allowHttp,
        @DefaultValue("false") boolean allowPrivateAddresses) {

    SecretBox secretBox() {
        try {
            return SecretBox.open(masterKey, System::getenv);
        } catch (IllegalArgumentException e) {
            throw new FailureAnalyzedException("longhaul.webhook.master-key is not usable: " + e.getMessage() + ".",
                    "Let it name an environment variable or a file that holds the output of 'openssl rand -base64 32', "
                            + "the same for submit-api and result-store.");
        }
    }
}
