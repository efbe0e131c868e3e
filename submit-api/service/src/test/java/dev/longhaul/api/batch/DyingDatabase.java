package dev.longhaul.api.batch;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database in which whoever uses it dies: before or after the call that is fatal, as if the process had been killed
 * there. Whatever is called then has no effect.
 */
final class DyingDatabase {

    private final MongoDatabase database;
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private volatile boolean after;

    DyingDatabase(MongoDatabase database) {
        this.database = database;
    }

    /**
     * @param calls
     *            that are still to go well
     * @param afterTheCall
     *            whether the fatal call itself reaches the server
     */
    void dieAfter(int calls, boolean afterTheCall) {
        after = afterTheCall;
        left.set(calls);
    }

    boolean isDead() {
        return left.get() < 0;
    }

    MongoDatabase proxy() {
        return (MongoDatabase) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{MongoDatabase.class},
                (proxy, method, arguments) -> {
                    Object result = call(database, method, arguments);
                    return result instanceof MongoCollection<?> collection ? proxy(collection) : result;
                });
    }

    private Object proxy(MongoCollection<?> collection) {
        return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{MongoCollection.class},
                (proxy, method, arguments) -> {
                    int now = left.decrementAndGet();
                    if (now < -1 || (now == -1 && !after)) {
                        throw new Killed();
                    }
                    Object result = call(collection, method, arguments);
                    if (now == -1) {
                        throw new Killed();
                    }
                    return result;
                });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The death. */
    static final class Killed extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
