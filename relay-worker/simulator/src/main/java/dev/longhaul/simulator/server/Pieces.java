package dev.longhaul.simulator.server;

import dev.longhaul.simulator.chat.Answer;
import java.util.ArrayList;
import java.util.List;

/** Cuts the content of an answer into the pieces in which it is streamed. */
final class Pieces {

    /** Quarter tokens in a token: one for each UTF-8 byte, see {@link dev.longhaul.simulator.chat.TokenEstimate}. */
    private static final int QUARTERS = 4;

    /**
     * A part of one choice.
     *
     * @param choice
     *            index of the choice
     * @param text
     *            part of its content
     */
    record Piece(int choice, String text) {}

    private Pieces() {}

    /** The pieces of all choices: the first of each, then the second of each, and so on. */
    static List<Piece> of(Answer answer, int tokensPerPiece) {
        var cut = new ArrayList<List<String>>();
        int longest = 0;
        for (var choice : answer.choices()) {
            var parts = cut(choice.content(), tokensPerPiece * QUARTERS);
            cut.add(parts);
            longest = Math.max(longest, parts.size());
        }
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < longest; i++) {
            for (int choice = 0; choice < cut.size(); choice++) {
                if (i < cut.get(choice).size()) {
                    pieces.add(new Piece(choice, cut.get(choice).get(i)));
                }
            }
        }
        return pieces;
    }

    private static List<String> cut(String content, int quarters) {
        var parts = new ArrayList<String>(content.length() / quarters + 1);
        int start = 0;
        int weight = 0;
        for (int i = 0; i < content.length();) {
            int point = content.codePointAt(i);
            i += Character.charCount(point);
            weight += weight(point);
            if (weight >= quarters) {
                parts.add(content.substring(start, i));
                start = i;
                weight = 0;
            }
        }
        if (start < content.length()) {
            parts.add(content.substring(start));
        }
        return parts;
    }

    private static int weight(int point) {
        if (point < 0x80) {
            return 1;
        }
        return Character.isIdeographic(point) ? QUARTERS : 2;
    }
}
