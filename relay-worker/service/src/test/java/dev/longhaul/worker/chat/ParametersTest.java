package dev.longhaul.worker.chat;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1e999", "\"1\"", "true", "[]"})
    void what_is_no_number_of_this_world_is_refused(String value) throws UntranslatableException {
        Parameters parameters = ChatRequest.read(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":" + value + "}").parameters();

        assertThatThrownBy(() -> parameters.number("temperature")).isInstanceOf(UntranslatableException.class)
                .hasMessage("is not a number");
    }
}
