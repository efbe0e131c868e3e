package dev.longhaul.dispatcher.fairness;

import java.util.List;

/** Tenants that may use whatever there is, in equal parts. */
public class Unlimited implements Admission {

    @Override
    public int weight(String tenant) {
        return 1;
    }

    @Override
    public boolean mayGo(WaitingJob job) {
        return true;
    }

    @Override
    public List<String> refused() {
        return List.of();
    }

    @Override
    public void handedOut(WaitingJob job, boolean fresh) {
        // nothing is counted
    }

    @Override
    public void released(WaitingJob job) {
        // nothing is counted
    }
}
