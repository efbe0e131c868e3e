package dev.longhaul.simulator.dialect;

import dev.longhaul.simulator.chat.TokenEstimate;

/**
 * Follows the messages of a request while it is read. Fields may come in any order, so a message's texts wait for its
 * end, when its role is known. Of a user's message only the last text is kept: adapters merge messages in different
 * ways, but none changes which text is last.
 */
final class Conversation {

    private int messages;
    private int tokens;
    private String role = "";
    private String lastText = "";
    private boolean hasText;
    private String question = "";
    private boolean questionIsLast;

    void role(String name) {
        role = name;
    }

    void text(String text) {
        lastText = text;
        hasText = true;
        tokens += TokenEstimate.of(text);
    }

    void tokens(int more) {
        tokens += more;
    }

    void endMessage() {
        messages++;
        questionIsLast = hasText && role.equals("user");
        if (questionIsLast) {
            question = lastText;
        }
        role = "";
        lastText = "";
        hasText = false;
    }

    boolean isEmpty() {
        return messages == 0;
    }

    int tokens() {
        return Math.max(1, tokens);
    }

    String question() {
        return question;
    }

    boolean questionIsLast() {
        return questionIsLast;
    }
}
