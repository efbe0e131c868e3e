package dev.longhaul.worker.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A function that the model may call.
 *
 * @param parameters
 *            JSON schema of its arguments; null for a function without any; not to be changed
 * @param strict
 *            whether the arguments must follow the schema
 */
public record Tool(String at, String name, @Nullable String description, @Nullable ObjectNode parameters,
        boolean strict) {}
