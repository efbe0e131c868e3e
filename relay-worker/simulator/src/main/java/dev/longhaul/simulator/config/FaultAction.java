package dev.longhaul.simulator.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a fault does to a call. The field {@code kind} says which it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({@JsonSubTypes.Type(value = FaultAction.Status.class, name = "status"),
        @JsonSubTypes.Type(value = FaultAction.Reset.class, name = "reset"),
        @JsonSubTypes.Type(value = FaultAction.Stall.class, name = "stall"),
        @JsonSubTypes.Type(value = FaultAction.Garbage.class, name = "garbage"),
        @JsonSubTypes.Type(value = FaultAction.Slow.class, name = "slow"),
        @JsonSubTypes.Type(value = FaultAction.DropHeaders.class, name = "dropHeaders"),
        @JsonSubTypes.Type(value = FaultAction.Block.class, name = "block")})
public sealed interface FaultAction {

    /** Decides how the call ends; the first one that matches a call is its last. */
    sealed interface Ending extends FaultAction {

        /** Whether a completion was generated and is billed. */
        boolean isBilled();
    }

    /** Changes the answer but lets later rules match too. */
    sealed interface Addition extends FaultAction {}

    /**
     * Answers with an error.
     *
     * @param status
     *            HTTP status, 400 to 599
     * @param type
     *            the error's type; null: what the provider uses with the status
     * @param code
     *            the error's code, such as {@code insufficient_quota}; null: what the provider uses with the status
     * @param message
     *            for the caller; null: a short one
     * @param body
     *            the whole body instead; null: the provider's format
     * @param headers
     *            more headers; null: none
     * @param retryAfterSeconds
     *            when to try again, in the provider's way; null: not said
     * @param inStream
     *            whether a streamed call gets status 200 and half of its answer before the error; null: no
     * @param billed
     *            null: no, or yes when {@code inStream} struck
     */
    record Status(int status, @Nullable String type, @Nullable String code, @Nullable String message,
            @Nullable String body, @Nullable Map<String, String> headers, @Nullable Double retryAfterSeconds,
            @Nullable Boolean inStream, @Nullable Boolean billed) implements Ending {

        public Status {
            headers = headers == null ? null : Map.copyOf(headers);
        }

        /** An error that differs from the provider's usual one in nothing. */
        public static Status of(int status) {
            return new Status(status, null, null, null, null, null, null, null, null);
        }

        @Override
        public boolean isBilled() {
            return billed != null && billed;
        }

        /** Whether a streamed call breaks in the middle instead of at the start. */
        public boolean breaksStream() {
            return inStream != null && inStream;
        }
    }

    /**
     * Ends the connection.
     *
     * @param afterBytes
     *            bytes of the body that are sent before; 0: not even the status line; null: half of the body
     * @param abrupt
     *            whether it is reset (RST) or closed in order (FIN); null: reset
     * @param billed
     *            null: yes
     */
    record Reset(@Nullable Long afterBytes, @Nullable Boolean abrupt,
            @Nullable Boolean billed) implements Ending {

        /** Whether the connection is reset rather than closed. */
        public boolean isAbrupt() {
            return abrupt == null || abrupt;
        }

        @Override
        public boolean isBilled() {
            return billed == null || billed;
        }
    }

    /**
     * Sends no more and keeps the connection open until the caller closes it.
     *
     * @param afterBytes
     *            bytes of the body that are sent before; 0: never answers; null: half of the body
     * @param billed
     *            null: yes
     */
    record Stall(@Nullable Long afterBytes, @Nullable Boolean billed) implements Ending {

        @Override
        public boolean isBilled() {
            return billed == null || billed;
        }
    }

    /**
     * Answers with status 200 and something that is not JSON.
     *
     * @param mode
     *            null: invalid
     * @param billed
     *            null: yes
     */
    record Garbage(@Nullable Mode mode, @Nullable Boolean billed) implements Ending {

        /** In which way it is not JSON. */
        public enum Mode {
            /** Broken in the middle. */
            @JsonProperty("invalid")
            INVALID,
            /** Ends in the middle. */
            @JsonProperty("truncated")
            TRUNCATED
        }

        /** Whether it just ends early. */
        public boolean isTruncated() {
            return mode == Mode.TRUNCATED;
        }

        @Override
        public boolean isBilled() {
            return billed == null || billed;
        }
    }

    /**
     * Waits longer before the first byte, or before the error.
     *
     * @param millis
     *            the additional time, 0 to one hour
     */
    record Slow(double millis) implements Addition {}

    /**
     * Leaves out headers of the answer.
     *
     * @param names
     *            names in any case
     */
    record DropHeaders(List<String> names) implements Addition {

        public DropHeaders {
            names = List.copyOf(names);
        }
    }

    /** The provider's content filter steps in: no text, and the finish or block reason that says so. */
    record Block() implements Addition {}
}
