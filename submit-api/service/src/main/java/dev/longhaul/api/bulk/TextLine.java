package dev.longhaul.api.bulk;

import java.util.ArrayList;
import java.util.List;

/**
 * A line that is not blank.
 *
 * @param index
 *            its number among all lines, from 0
 * @param start
 *            where it begins in the body
 * @param length
 *            in bytes, without its end
 */
record TextLine(int index, int start, int length) {

    static List<TextLine> split(byte[] body) {
        List<TextLine> lines = new ArrayList<>();
        int index = 0;
        int start = 0;
        for (int i = 0; i <= body.length; i++) {
            if (i == body.length || body[i] == '\n') {
                if (!isBlank(body, start, i)) {
                    lines.add(new TextLine(index, start, i - start));
                }
                index++;
                start = i + 1;
            }
        }
        return lines;
    }

    private static boolean isBlank(byte[] body, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
