package dev.longhaul.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.testing.Answer;
import dev.longhaul.api.testing.FakeJob;
import dev.longhaul.api.testing.FakePipeline;
import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.error.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

class BodyRoomTest {

    private static final int LIMIT = 400 * 1024;

    private final BodyRoom room = new BodyRoom(DataSize.ofMegabytes(1), Duration.ofMillis(1));

    private BodyRoom.Place read(int bytes) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setContent(new byte[bytes]);
        BodyRoom.Place place = room.attach(request);
        assertThat(RequestBody.json(request, LIMIT)).hasSize(bytes);
        return place;
    }

    private void assertNoRoom(int bytes) {
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> read(bytes))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED));
    }

    @Test
    void a_body_for_which_there_is_no_room_is_refused_until_another_has_left() {
        BodyRoom.Place first = read(400 * 1024);
        assertNoRoom(113 * 1024);
        read(112 * 1024);

        first.leave();
        first.leave();

        read(400 * 1024);
        assertNoRoom(65 * 1024);
    }

    @Test
    void short_bodies_have_a_half_of_their_own() {
        read(400 * 1024);
        for (int i = 0; i < 8; i++) {
            read(64 * 1024);
        }
        assertNoRoom(1);
    }

    @Test
    void a_body_that_does_not_tell_its_length_keeps_no_more_than_it_has() {
        BodyRoom.Place place = room.attach(new MockHttpServletRequest());
        place.take(512 * 1024);
        place.keep(100 * 1024);

        read(400 * 1024);
        place.leave();
        read(100 * 1024);
        assertNoRoom(100 * 1024);
    }

    @Test
    void a_body_larger_than_the_room_goes_alone() {
        BodyRoom.Place place = room.attach(new MockHttpServletRequest());
        place.take(16 * 1024 * 1024);
        assertNoRoom(65 * 1024);

        place.leave();
        read(400 * 1024);
    }

    @Test
    void a_long_chat_call_makes_the_next_wait_but_no_short_one() {
        FakePipeline pipeline = FakePipeline.shared();
        String model = TestApi.freshModel();
        CompletableFuture<FakeJob> held = new CompletableFuture<>();
        pipeline.script(model, job -> {
            job.record();
            if (!held.complete(job)) {
                job.dispatch().end(FakeJob.succeeded("after it"));
            }
        });
        try (TestApi api = TestApi.start(Map.of("longhaul.api.body-memory", "1MB")).awaitReady()) {
            CompletableFuture<Answer> first = api.call("/v1/chat/completions").postAsync(body(model, 300_000));
            FakeJob job = held.join();
            CompletableFuture<Answer> second = api.call("/v1/chat/completions").postAsync(body(model, 300_000));

            api.call("/v1/chat/completions").post(body(TestApi.freshModel(), 10)).hasStatus(200);
            assertThat(second).isNotDone();
            assertThat(pipeline.taken(model)).hasSize(1);

            job.dispatch().end(FakeJob.succeeded("patience"));
            first.join().hasStatus(200);
            second.join().hasStatus(200);
        }
    }

    private static String body(String model, int chars) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + "x".repeat(chars) + "\"}]}";
    }
}
