package dev.longhaul.simulator.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The providers whose wire formats the simulator speaks. */
public enum Provider {
    @JsonProperty("openai")
    OPENAI("openai"), @JsonProperty("anthropic")
    ANTHROPIC("anthropic"), @JsonProperty("gemini")
    GEMINI("gemini");

    private final String label;

    Provider(String label) {
        this.label = label;
    }

    /** Lower-case name, as it stands in configurations, paths and the ledger. */
    public String label() {
        return label;
    }
}
