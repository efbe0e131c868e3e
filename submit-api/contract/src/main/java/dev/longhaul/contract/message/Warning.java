package dev.longhaul.contract.message;

import java.util.Objects;

/**
 * Something of a request that its provider did not get, or not as it was asked for.
 *
 * @param param
 *            its place in the request, such as {@code seed} or {@code messages[2].content[0]}
 * @param message
 *            for a person: what was done instead
 */
public record Warning(String param, String message) {

    public Warning {
        Objects.requireNonNull(param, "param");
        Objects.requireNonNull(message, "message");
    }
}
