package dev.longhaul.bench.report;

import java.util.List;
import java.util.stream.IntStream;

/** Keeps secrets out of what is written: API keys, and the account in an AMQP URI. */
final class Secrets {

    private static final String HIDDEN = "***";

    private Secrets() {}

    static List<String> without(List<String> arguments) {
        return IntStream.range(0, arguments.size())
                .mapToObj(i -> hide(i == 0 ? "" : arguments.get(i - 1), arguments.get(i))).toList();
    }

    private static String hide(String before, String argument) {
        if (before.equals("--api-key")) {
            return HIDDEN;
        }
        return argument.replaceFirst("^--api-key=.*", "--api-key=" + HIDDEN).replaceFirst("//[^/@]*@",
                "//" + HIDDEN + "@");
    }
}
