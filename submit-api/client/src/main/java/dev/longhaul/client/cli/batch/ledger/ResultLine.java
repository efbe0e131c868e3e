package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.client.Tokens;
import tools.jackson.databind.JsonNode;

/**
 * What the command reads back from a line of results.
 *
 * @param line
 *            of the input
 * @param submission
 *            the how many-th submission of that line it belongs to, from 1
 * @param failed
 *            whether the line has no answer
 * @param possiblyBilled
 *            whether an attempt may have been billed without an answer
 * @param tokens
 *            of the answer
 */
public record ResultLine(int line, int submission, boolean failed, boolean possiblyBilled, Tokens tokens) {

    /** Reads a line; its number is 0 when it is not one of this command's. */
    public static ResultLine of(JsonNode json) {
        JsonNode own = json.path("longhaul");
        int status = json.path("response").path("status_code").asInt(0);
        return new ResultLine(own.path("line").asInt(0), own.path("submission").asInt(1),
                status < 200 || status >= 300, own.path("possibly_billed").asBoolean(false),
                Tokens.of(json.path("response").path("body").path("usage")));
    }
}
