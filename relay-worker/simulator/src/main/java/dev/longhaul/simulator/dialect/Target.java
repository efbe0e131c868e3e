package dev.longhaul.simulator.dialect;

/**
 * What the path of a chat request says; Gemini's and Azure's say more than the format.
 *
 * @param model
 *            the model in the path; empty: it stands in the body
 * @param stream
 *            whether the path asks for a stream
 */
public record Target(String model, boolean stream) {

    /** A path that says nothing. */
    public static final Target IN_BODY = new Target("", false);
}
