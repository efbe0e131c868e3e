package dev.longhaul.worker.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeModelTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            claude-3-haiku-20240307,      true,  NEVER,    disabled,      true,   4096
            claude-3-5-sonnet-20241022,   true,  NEVER,    disabled,      true,   4096
            claude-3-7-sonnet-latest,     true,  BUDGET,   disabled,      true,  16384
            claude-sonnet-4-20250514,     true,  BUDGET,   disabled,      true,  16384
            claude-opus-4-1-20250805,     true,  BUDGET,   disabled,      true,  16384
            claude-haiku-4-5,             true,  BUDGET,   disabled,      true,  16384
            claude-opus-4-5-20251101,     true,  EFFORT,   disabled,      true,  16384
            anthropic.claude-opus-4-6-v1, true,  ADAPTIVE, disabled,      true,  16384
            claude-sonnet-4-6,            true,  ADAPTIVE, disabled,      true,  16384
            claude-opus-4-7,              false, ADAPTIVE, disabled,      true,  16384
            claude-opus-4-8,              false, ADAPTIVE, disabled,      true,  16384
            claude-opus-5,                false, EFFORT,   disabled,      true,  16384
            claude-sonnet-5,              false, EFFORT,   disabled,      true,  16384
            claude-fable-5,               false, EFFORT,   ,              true,  16384
            claude-fable-5-1,             false, EFFORT,   ,              false, 16384
            claude-mythos-5-1,            false, EFFORT,   ,              false, 16384
            claude-opus-5-5,              false, EFFORT,   ,              false, 16384
            claude-sonnet-5-5,            false, EFFORT,   between_tools, false, 16384
            claude-haiku-5-5,             false, EFFORT,   disabled,      true,  16384
            claude-opus-6,                false, EFFORT,   ,              false, 16384
            claude-mythos-preview,        true,  EFFORT,   disabled,      true,   4096
            some-other-model,             true,  EFFORT,   disabled,      true,   4096
            """)
    void a_name_tells_what_a_model_takes(String name, boolean samples, ClaudeModel.Thinking thinking,
            @Nullable String off, boolean forcedTools, long defaultMaxTokens) {
        ClaudeModel model = ClaudeModel.named(name);

        assertThat(model.samples()).isEqualTo(samples);
        assertThat(model.thinking()).isEqualTo(thinking);
        assertThat(model.off()).isEqualTo(off);
        assertThat(model.forcedTools()).isEqualTo(forcedTools);
        assertThat(model.defaultMaxTokens()).isEqualTo(defaultMaxTokens);
    }
}
