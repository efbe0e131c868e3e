package dev.longhaul.bench.backlog;

/**
 * The scheduler alone, with so many jobs waiting.
 *
 * @param microsAJob
 *            for a job that comes, is chosen and is released, when all tenants may go
 * @param microsAJobBesideHeld
 *            the same when all tenants but one are held, and so are looked at in vain
 * @param bytesAWaitingJob
 *            of heap, with its id and its place in a queue
 */
record SchedulerStep(int waiting, double microsAJob, double microsAJobBesideHeld, double bytesAWaitingJob) {}
