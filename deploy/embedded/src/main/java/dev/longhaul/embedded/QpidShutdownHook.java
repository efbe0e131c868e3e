package dev.longhaul.embedded;

import java.lang.reflect.Field;

import org.apache.qpid.server.model.Broker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away the JVM shutdown hook that Qpid registers for itself. Hooks run in no order, so Qpid's would close the
 * broker under services that still drain at SIGTERM. There is no setting for it; the hook is a private field of the
 * broker.
 */
final class QpidShutdownHook {

    private static final Logger LOG = LoggerFactory.getLogger(QpidShutdownHook.class);
    private static final String FIELD = "_shutdownHook";

    private QpidShutdownHook() {}

    /** Removes the hook; when it cannot, logs a warning and returns false. */
    static boolean remove(Broker<?> broker) {
        try {
            Field field = declaring(broker.getClass());
            field.setAccessible(true);
            return Runtime.getRuntime().removeShutdownHook((Thread) field.get(broker));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("Qpid keeps its own JVM shutdown hook, so it may stop before the services at SIGTERM: {}",
                    e.toString());
            return false;
        }
    }

    private static Field declaring(Class<?> brokerClass) throws NoSuchFieldException {
        for (Class<?> type = brokerClass; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(FIELD)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(FIELD);
    }
}
