package dev.longhaul.bench.platform;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class in a JVM that ends with its parent: the parent holds the other end of its standard input, so
 * even a killed bench leaves nothing behind that runs.
 */
public final class ChildMain {

    private ChildMain() {}

    /**
     * @param args
     *            the main class, then its arguments
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("parent").start(ChildMain::endWithParent);
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null,
                    (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // the parent says nothing; only its end matters
            }
        } catch (IOException e) {
            System.err.println("The parent's end cannot be seen any more (" + e.getMessage() + "); stopping now.");
        }
        System.exit(0);
    }
}
