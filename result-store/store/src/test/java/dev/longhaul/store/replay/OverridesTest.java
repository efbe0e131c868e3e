package dev.longhaul.store.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverridesTest {

    @Test
    void parameters_take_the_place_of_the_requests_and_a_null_takes_one_away() {
        Overrides overrides = new Overrides(null, null, null, "{\"temperature\":0,\"stop\":null,\"seed\":7}");

        assertThat(overrides.applyTo("{\"messages\":[],\"temperature\":1,\"stop\":\"x\"}"))
                .isEqualTo("{\"messages\":[],\"temperature\":0,\"seed\":7}");
    }

    @Test
    void without_parameters_a_request_stays_as_it_is() {
        assertThat(Overrides.NONE.applyTo("{ \"messages\" : [ ] }")).isEqualTo("{ \"messages\" : [ ] }");
    }
}
