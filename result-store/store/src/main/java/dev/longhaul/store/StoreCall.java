package dev.longhaul.store;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import java.util.function.Supplier;

/**
 * Turns the driver's errors into {@link StoreUnavailableException}, so that no service knows the driver. Errors that
 * belong to a single document are handled where they can happen; what arrives here is the state of the server or of the
 * way to it: not reachable, electing, full, stopping, refusing the user.
 */
public final class StoreCall {

    /** How the driver says that the client was closed under the call: the service is stopping. */
    private static final String CLOSED = "state should be: open";

    private StoreCall() {}

    /**
     * @throws StoreUnavailableException
     *             when the server cannot be reached or does not take the call now
     */
    public static <T> T of(Supplier<T> call) {
        try {
            return call.get();
        } catch (MongoException e) {
            throw new StoreUnavailableException("MongoDB does not take the call: " + what(e), e);
        } catch (IllegalStateException e) {
            if (!CLOSED.equals(e.getMessage())) {
                throw e;
            }
            throw new StoreUnavailableException("the connection to MongoDB is closed", e);
        }
    }

    /** Never the server's own text: it may quote a document. */
    private static String what(MongoException e) {
        String type = e.getClass().getSimpleName();
        return switch (e) {
            case MongoCommandException refused -> type + ", code " + refused.getErrorCode() + " "
                    + refused.getErrorCodeName();
            case MongoBulkWriteException refused when !refused.getWriteErrors().isEmpty() ->
                type + ", code " + refused.getWriteErrors().getFirst().getCode();
            case MongoBulkWriteException refused when refused.getWriteConcernError() != null ->
                type + ", code " + refused.getWriteConcernError().getCode();
            default -> e.getCode() > 0 ? type + ", code " + e.getCode() : type;
        };
    }
}
