package dev.longhaul.worker.chat;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A message of a chat. */
public sealed interface Message {

    /** Its place in the request, such as {@code messages[2]}. */
    String at();

    /** From the developer or the system; texts only. */
    record Instruction(String at, List<Part.Text> content) implements Message {

        public Instruction {
            content = List.copyOf(content);
        }
    }

    /** From the user. */
    record User(String at, List<Part> content) implements Message {

        public User {
            content = List.copyOf(content);
        }
    }

    /** From the assistant: texts and refusals, calls of tools, or both. */
    record Assistant(String at, List<Part> content, List<ToolCall> toolCalls) implements Message {

        public Assistant {
            content = List.copyOf(content);
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /** What a tool gave back; texts only. */
    record ToolResult(String at, String toolCallId, List<Part.Text> content) implements Message {

        public ToolResult {
            content = List.copyOf(content);
        }

        /** All of it as one text. */
        public String text() {
            StringBuilder all = new StringBuilder();
            content.forEach(part -> all.append(part.text()));
            return all.toString();
        }
    }

    /**
     * A tool called by the assistant.
     *
     * @param arguments
     *            of the function; not to be changed
     * @param json
     *            the call as it stands in the request, with what a provider may have put there of its own
     */
    record ToolCall(String at, String id, String name, ObjectNode arguments, ObjectNode json) {}
}
