package dev.longhaul.resultstore.outcome;

import dev.longhaul.resultstore.timer.Recurring;
import dev.longhaul.store.usage.UsageLedger;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings duplicate spend and possibly billed attempts into the ledger from time to time: some are recorded by
 * dispatchers, which do not count.
 */
public final class Recounting extends Recurring {

    private static final Logger log = LoggerFactory.getLogger(Recounting.class);
    private static final int AT_A_TIME = 500;

    private final UsageLedger ledger;

    /**
     * @param ledger
     *            of its own: this has a thread of its own
     */
    public Recounting(UsageLedger ledger, Duration every) {
        super("the count of attempts", every, every);
        this.ledger = ledger;
    }

    /** Counts all that is to be counted now. */
    void recount() {
        while (ledger.recount(AT_A_TIME) == AT_A_TIME) {
            log.debug("more jobs have attempts to be counted");
        }
    }

    @Override
    protected void turn() {
        recount();
    }
}
