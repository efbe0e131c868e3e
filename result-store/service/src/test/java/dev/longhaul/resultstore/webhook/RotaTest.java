package dev.longhaul.resultstore.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.resultstore.webhook.Rota.Turn;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RotaTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Rota rota = new Rota(3, 10);

    @Test
    void a_queue_has_its_turn_at_its_time_and_once() {
        rota.look("a", NOW.plusSeconds(2));
        rota.look("a", NOW.plusSeconds(1));
        rota.look("a", NOW.plusSeconds(3));

        assertThat(rota.turns(NOW)).isEmpty();
        assertThat(rota.turns(NOW.plusSeconds(1))).containsExactly(new Turn("a", 3));
        assertThat(rota.turns(NOW.plusSeconds(4))).isEmpty();
    }

    @Test
    void a_queue_with_enough_under_way_waits_while_others_go_on() {
        rota.look("dead", NOW);
        rota.turns(NOW);
        rota.looked("dead", 3, NOW);
        rota.look("alive", NOW);

        assertThat(rota.turns(NOW)).containsExactly(new Turn("alive", 3));
        rota.ended("dead", true, null);
        assertThat(rota.turns(NOW)).containsExactly(new Turn("dead", 1));
        assertThat(rota.underWay()).isEqualTo(2);
    }

    @Test
    void a_queue_whose_recipient_fails_has_few_under_way_until_one_is_taken() {
        rota.look("a", NOW);
        rota.turns(NOW);
        rota.looked("a", 3, NOW);
        rota.ended("a", false, null);
        assertThat(rota.turns(NOW)).isEmpty();
        rota.ended("a", false, null);
        assertThat(rota.turns(NOW)).containsExactly(new Turn("a", 1));
        rota.looked("a", 0, NOW);
        rota.ended("a", true, null);
        assertThat(rota.turns(NOW)).containsExactly(new Turn("a", 3));
    }

    @Test
    void a_queue_that_is_called_to_during_a_look_is_looked_at_again() {
        rota.look("a", NOW);
        rota.turns(NOW);
        rota.look("a", NOW);
        assertThat(rota.turns(NOW)).isEmpty();

        rota.looked("a", 0, null);
        assertThat(rota.turns(NOW)).containsExactly(new Turn("a", 3));
    }

    @Test
    void no_more_are_begun_in_a_second_than_may_be_however_fast_they_end() {
        int begun = 0;
        rota.look("a", NOW);
        for (int millis = 0; millis < 2_000; millis++) {
            for (Turn turn : rota.turns(NOW.plusMillis(millis))) {
                begun += turn.most();
                rota.looked("a", turn.most(), NOW.plusMillis(millis));
                for (int i = 0; i < turn.most(); i++) {
                    rota.ended("a", true, null);
                }
            }
        }
        assertThat(begun).isBetween(28, 30);
    }
}
