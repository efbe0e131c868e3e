package dev.longhaul.worker.breaker;

/**
 * What a breaker stands before: a model of a provider, called with one key.
 *
 * @param fingerprint
 *            of the key
 */
public record Circuit(String provider, String fingerprint, String model) {

    @Override
    public String toString() {
        return model + " of " + provider + " with key " + fingerprint;
    }
}
