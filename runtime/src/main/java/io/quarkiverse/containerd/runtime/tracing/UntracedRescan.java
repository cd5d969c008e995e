package io.quarkiverse.containerd.runtime.tracing;

import java.util.concurrent.CompletionStage;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.interceptor.Interceptor;

import io.quarkus.scheduler.spi.JobInstrumenter;

/** Leaves the rescan of the preseed directory by a cron expression out of the scheduler's traces. */
@Decorator
@Priority(Interceptor.Priority.LIBRARY_AFTER)
class UntracedRescan implements JobInstrumenter {

    private static final String JOB = "containerd-preseed-rescan";

    private final JobInstrumenter instrumenter;

    UntracedRescan(@Delegate @Any JobInstrumenter instrumenter) {
        this.instrumenter = instrumenter;
    }

    @Override
    public CompletionStage<Void> instrument(JobInstrumentationContext job) {
        return job.getSpanName().equals(JOB) ? job.executeJob() : instrumenter.instrument(job);
    }
}
