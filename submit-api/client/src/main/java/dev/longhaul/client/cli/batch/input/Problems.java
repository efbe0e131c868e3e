package dev.longhaul.client.cli.batch.input;

import dev.longhaul.client.cli.session.UserErrorException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong with the lines of a file: all are counted, the first ones are kept. Not thread-safe. */
final class Problems {

    private static final int SHOWN = 10;

    private final List<String> first = new ArrayList<>();
    private int count;

    void add(int line, String problem) {
        if (first.size() < SHOWN) {
            first.add("line " + line + ": " + problem);
        }
        count++;
    }

    int count() {
        return count;
    }

    /**
     * @throws UserErrorException
     *             when there are any
     */
    void throwIfAny(Path file, String remedy) {
        if (count == 0) {
            return;
        }
        StringBuilder message = new StringBuilder(String.format(Locale.ROOT, "%s: %,d %s be submitted. %s", file, count,
                count == 1 ? "line cannot" : "lines cannot", remedy));
        first.forEach(problem -> message.append("\n  ").append(problem));
        if (count > first.size()) {
            message.append(String.format(Locale.ROOT, "%n  and %,d more", count - first.size()));
        }
        throw new UserErrorException(message.toString());
    }
}
