package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.Lane;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * One line of a batch's file, without a look into its body: {@code {"custom_id","method","url","body"}}. Fields that
 * nobody knows are ignored, as OpenAI does.
 *
 * @param bodyStart
 *            where the body begins in the line, in bytes
 * @param model
 *            the body's; null when it names none that is a text
 */
public record BatchLine(String customId, int bodyStart, int bodyLength, @Nullable String model) {

    private static final String METHOD = "POST";

    /**
     * @param length
     *            of the line, which may be in a longer array
     * @throws WrongLine
     *             that says what is wrong
     */
    public static BatchLine read(byte[] line, int length) throws WrongLine {
        try (JsonCursor at = new JsonCursor(line, 0, length)) {
            at.begin();
            Draft draft = new Draft();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                draft.take(field, at);
            }
            at.end();
            return draft.whole();
        } catch (ApiException e) {
            throw e.code() == ErrorCode.INVALID_PARAMETER && e.param() != null
                    ? new WrongLine(e.code().wire(), e.message(), e.param())
                    : new WrongLine("invalid_json_line", "The line is not a JSON object: " + e.message(), null);
        }
    }

    /**
     * Reads the body as a request for a job of a batch.
     *
     * @param deadline
     *            the end of the batch's window
     * @throws ApiException
     *             as a call with this body would be refused
     */
    public Submission submission(SubmissionReader reader, byte[] line, String tenant, String batch,
            Instant deadline) {
        Submission body = reader.read(line, bodyStart, bodyLength, tenant, Lane.BATCH);
        if (body.stream()) {
            throw notHere("stream");
        }
        if (body.lane() != Lane.BATCH) {
            throw notHere("lane");
        }
        if (body.batch() != null) {
            throw notHere("batch");
        }
        if (body.customId() != null) {
            throw notHere("custom_id");
        }
        if (body.idempotencyKey() != null) {
            throw notHere("idempotency_key");
        }
        return body.ofBatch(batch, customId, deadline);
    }

    private static ApiException notHere(String field) {
        return ApiException.of(ErrorCode.INVALID_PARAMETER, "'" + field
                + "' cannot be set in the body of a batch's line; leave it out.", field);
    }

    /** A line by which no batch can run. */
    public static final class WrongLine extends Exception {

        private static final long serialVersionUID = 1L;

        private final String code;
        private final @Nullable String param;

        WrongLine(String code, String message, @Nullable String param) {
            super(message, null, false, false);
            this.code = code;
            this.param = param;
        }

        public String code() {
            return code;
        }

        public String message() {
            return String.valueOf(getMessage());
        }

        public @Nullable String param() {
            return param;
        }
    }

    /** What has been read of a line. */
    private static final class Draft {

        private @Nullable String customId;
        private @Nullable String method;
        private @Nullable String url;
        private @Nullable String model;
        private int bodyStart = -1;
        private int bodyEnd;

        void take(String field, JsonCursor at) {
            switch (field) {
                case "custom_id" -> {
                    Check.STRING.check(at);
                    customId = at.text();
                    if (customId.isEmpty() || customId.length() > OwnFields.CUSTOM_ID_CHARACTERS) {
                        throw at.invalid("must have 1 to " + OwnFields.CUSTOM_ID_CHARACTERS + " characters");
                    }
                }
                case "method" -> {
                    Check.STRING.check(at);
                    method = at.text();
                }
                case "url" -> {
                    Check.STRING.check(at);
                    url = at.text();
                }
                case "body" -> body(at);
                default -> at.skip();
            }
        }

        private void body(JsonCursor at) {
            at.beginObject();
            bodyStart = at.position();
            while (at.next() != JsonToken.END_OBJECT) {
                boolean isModel = at.name().equals("model");
                at.next();
                if (isModel && at.token() == JsonToken.VALUE_STRING) {
                    model = at.text();
                } else {
                    at.skip();
                }
            }
            bodyEnd = at.position() + 1;
        }

        BatchLine whole() throws WrongLine {
            if (customId == null) {
                throw missing("custom_id");
            }
            if (method == null) {
                throw missing("method");
            }
            if (url == null) {
                throw missing("url");
            }
            if (bodyStart < 0) {
                throw missing("body");
            }
            if (!method.equals(METHOD)) {
                throw new WrongLine(ErrorCode.INVALID_PARAMETER.wire(), "'method' must be " + METHOD + ".", "method");
            }
            if (!url.equals(BatchRequest.ENDPOINT)) {
                throw new WrongLine("url_mismatch",
                        "The line's url must be the batch's endpoint, " + BatchRequest.ENDPOINT + ".", "url");
            }
            return new BatchLine(customId, bodyStart, bodyEnd - bodyStart, model);
        }

        private static WrongLine missing(String field) {
            return new WrongLine(ErrorCode.MISSING_PARAMETER.wire(), "'" + field + "' is missing.", field);
        }
    }
}
