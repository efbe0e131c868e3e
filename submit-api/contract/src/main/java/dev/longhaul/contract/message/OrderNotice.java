package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Objects;

/**
 * Something was ordered about jobs that wait: to every dispatcher, which reads in the record what it is.
 *
 * @param tenant
 *            whose jobs they are
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonTypeName("order.notice.v1")
public record OrderNotice(String tenant) {

    public OrderNotice {
        Objects.requireNonNull(tenant, "tenant");
    }
}
