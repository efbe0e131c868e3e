package dev.longhaul.dispatcher.quota;

import dev.longhaul.contract.plan.Budget;
import dev.longhaul.contract.plan.Period;
import dev.longhaul.contract.plan.Spend;
import dev.longhaul.store.usage.UsageStore.Account;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant, or one of its keys, has spent of its budget in this day and this month, as far as this dispatcher
 * knows: the ledger as it was read a moment ago, and what has ended since that read began. A job that ended during the
 * read counts twice until the next one; none is ever left out. Not thread-safe.
 */
final class SpendBook {

    private final String tenant;
    private final @Nullable String keyId;
    private final Map<Period, Page> pages = new EnumMap<>(Period.class);
    private @Nullable ZoneId zone;
    /** Milliseconds since 1970. */
    private long dayBegan;
    private long dayEnds;

    SpendBook(String tenant, @Nullable String keyId) {
        this.tenant = tenant;
        this.keyId = keyId;
    }

    /** Turns to the day and the month that it is now. */
    void turnTo(Instant now, ZoneId timeZone) {
        long millis = now.toEpochMilli();
        if (timeZone.equals(zone) && millis >= dayBegan && millis < dayEnds) {
            return;
        }
        zone = timeZone;
        LocalDate day = LocalDate.ofInstant(now, timeZone);
        dayBegan = day.atStartOfDay(timeZone).toInstant().toEpochMilli();
        dayEnds = day.plusDays(1).atStartOfDay(timeZone).toInstant().toEpochMilli();
        for (Period period : Period.values()) {
            String name = period.at(now, timeZone);
            Page page = pages.get(period);
            if (page == null || !page.account.name().equals(name)) {
                pages.put(period, new Page(new Account(tenant, keyId, period, name)));
            }
        }
    }

    /** Whether both periods have been read. */
    boolean isKnown() {
        return pages.values().stream().allMatch(page -> page.ledger != null);
    }

    /** Whether so much may be spent on top of what is. */
    boolean allows(Budget budget, Spend more) {
        return pages.entrySet().stream()
                .allMatch(page -> budget.allows(page.getKey(), page.getValue().spent().plus(more)));
    }

    /** Whether nothing may be left of the day or of the month: what counts twice may make it look so for a moment. */
    boolean mayBeSpent(Budget budget) {
        return pages.entrySet().stream().anyMatch(page -> budget.isSpent(page.getKey(), page.getValue().spent()));
    }

    /** Whether nothing is left of the day or of the month, by the ledger alone. */
    boolean isSpent(Budget budget) {
        return pages.entrySet().stream().anyMatch(page -> budget.isSpent(page.getKey(), page.getValue().read()));
    }

    /** Whether the next read may show that less is spent. */
    boolean hasUnread() {
        return pages.values().stream().anyMatch(page -> !page.unread.equals(Spend.NOTHING));
    }

    /** A job has ended. */
    void spent(Instant at, Spend spend) {
        ZoneId timeZone = zone;
        if (timeZone != null) {
            pages.forEach((period, page) -> {
                if (period.at(at, timeZone).equals(page.account.name())) {
                    page.unread = page.unread.plus(spend);
                    page.sinceRead = page.sinceRead.plus(spend);
                }
            });
        }
    }

    /** What is to be read from the ledger; what ends from now on is not expected to be in it. */
    List<Account> beginRead() {
        List<Account> accounts = new ArrayList<>();
        for (Page page : pages.values()) {
            page.sinceRead = Spend.NOTHING;
            accounts.add(page.account);
        }
        return accounts;
    }

    /** Takes what the ledger says. */
    void read(Account account, Spend ledger) {
        Page page = pages.get(account.period());
        if (page != null && page.account.equals(account)) {
            page.ledger = ledger;
            page.unread = page.sinceRead;
        }
    }

    private static final class Page {

        private final Account account;
        private @Nullable Spend ledger;
        /** Ended since the read that told of the ledger began. */
        private Spend unread = Spend.NOTHING;
        /** Ended since the latest read began. */
        private Spend sinceRead = Spend.NOTHING;

        Page(Account account) {
            this.account = account;
        }

        Spend spent() {
            return read().plus(unread);
        }

        Spend read() {
            return ledger == null ? Spend.NOTHING : ledger;
        }
    }
}
