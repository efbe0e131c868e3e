package dev.longhaul.worker;

import java.util.List;

/** Settings that the worker cannot start with: its message is one sentence for every fault. */
final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<String> faults) {
        super(String.join("; ", faults));
    }
}
