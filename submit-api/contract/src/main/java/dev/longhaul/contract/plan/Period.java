package dev.longhaul.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/** What budgets count by: days and calendar months of the tenant's time zone. */
public enum Period {
    @JsonProperty("day")
    DAY, @JsonProperty("month")
    MONTH;

    /** The name of the period that a time is in: {@code 2026-11-25} or {@code 2026-11}. */
    public String at(Instant time, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(time, zone);
        return this == DAY ? day.toString() : YearMonth.from(day).toString();
    }
}
