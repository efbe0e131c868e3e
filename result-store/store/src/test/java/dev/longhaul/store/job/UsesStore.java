package dev.longhaul.store.job;

/** A part of the conformance test. */
interface UsesStore {

    /** The store of the present test. */
    StoreFixture store();
}
