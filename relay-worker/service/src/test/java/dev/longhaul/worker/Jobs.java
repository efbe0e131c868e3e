package dev.longhaul.worker;

import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobIds;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.plan.Allowed;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs for tests. */
public final class Jobs {

    private static final JobIds IDS = new JobIds("0123456789abcdef".getBytes(StandardCharsets.US_ASCII),
            Clock.systemUTC(), new SecureRandom());

    private Jobs() {}

    /** A standard job whose prompt is short; everything else can be set. */
    public static Builder aJob() {
        return new Builder();
    }

    /** A chat request as a client would write it. */
    public static String request(String prompt) {
        return "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                + "\"}],\"temperature\":0.70}";
    }

    /** Sets what matters to a test. */
    public static final class Builder {

        private final JobId id = IDS.mint("acme");
        private Lane lane = Lane.STANDARD;
        private String model = "fast";
        private int epoch = 1;
        private String prompt = "Say hello";
        private int choices = 1;
        private List<RelayJob.Target> route = List.of(new RelayJob.Target("sim", "sim-model"));
        private boolean stream;
        private @Nullable String replyTo;
        private @Nullable Instant deadline;
        private Instant dispatchedAt = Instant.now().plusSeconds(3_600);
        private int attempts;
        private OnAmbiguous onAmbiguous = OnAmbiguous.RETRY;
        private @Nullable Allowed allowed;
        private @Nullable CallTimeouts timeouts;

        public Builder lane(Lane value) {
            lane = value;
            return this;
        }

        public Builder epoch(int value) {
            epoch = value;
            return this;
        }

        public Builder prompt(String value) {
            prompt = value;
            return this;
        }

        public Builder route(RelayJob.Target... value) {
            route = List.of(value);
            return this;
        }

        public Builder streaming() {
            stream = true;
            return this;
        }

        public Builder replyTo(String value) {
            replyTo = value;
            return this;
        }

        public Builder deadline(Instant value) {
            deadline = value;
            return this;
        }

        public Builder dispatchedAt(Instant value) {
            dispatchedAt = value;
            return this;
        }

        public Builder attempts(int value) {
            attempts = value;
            return this;
        }

        public Builder model(String value) {
            model = value;
            return this;
        }

        public Builder hold() {
            onAmbiguous = OnAmbiguous.HOLD;
            return this;
        }

        public Builder allowed(Allowed value) {
            allowed = value;
            return this;
        }

        public Builder timeouts(CallTimeouts value) {
            timeouts = value;
            return this;
        }

        public Builder choices(int value) {
            choices = value;
            return this;
        }

        public RelayJob build() {
            String request = choices == 1
                    ? request(prompt)
                    : request(prompt).replaceFirst("\\{", "{\"n\":" + choices + ",");
            return new RelayJob(id, "acme", "key_1", null, lane, epoch, model, route, request, stream, replyTo,
                    deadline,
                    dispatchedAt, attempts, onAmbiguous, 10, allowed, timeouts);
        }
    }
}
