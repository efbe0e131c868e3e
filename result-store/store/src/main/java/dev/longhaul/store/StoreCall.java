package dev.longhaul.store;

import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import java.util.function.Supplier;

/** Turns the driver's errors of reach into {@link StoreUnavailableException}, so that no service knows the driver. */
public final class StoreCall {

    private StoreCall() {}

    /**
     * @throws StoreUnavailableException
     *             when the server cannot be reached or cannot take the call now
     */
    public static <T> T of(Supplier<T> call) {
        try {
            return call.get();
        } catch (MongoTimeoutException | MongoSocketException | MongoNotPrimaryException
                | MongoNodeIsRecoveringException e) {
            throw new StoreUnavailableException("MongoDB cannot be reached: " + e.getClass().getSimpleName(), e);
        } catch (IllegalStateException e) {
            // the client was closed under us: the service is stopping
            throw new StoreUnavailableException("the connection to MongoDB is closed", e);
        } catch (MongoException e) {
            if (e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)
                    || e.hasErrorLabel("RetryableWriteError")) {
                throw new StoreUnavailableException("MongoDB asks to try again", e);
            }
            throw e;
        }
    }
}
