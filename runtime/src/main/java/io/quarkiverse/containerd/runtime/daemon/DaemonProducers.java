package io.quarkiverse.containerd.runtime.daemon;

import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

import io.grpc.Channel;
import io.quarkiverse.containerd.SupervisedProcesses;
import io.quarkiverse.containerd.client.ContainerdClient;
import io.quarkiverse.containerd.runtime.config.ContainerdConfig;
import io.quarkiverse.containerd.runtime.grpc.CallTimeouts;
import io.quarkiverse.containerd.runtime.grpc.GrpcContainerdClient;
import io.quarkiverse.containerd.runtime.host.files.Directories;
import io.quarkiverse.containerd.runtime.host.process.ContainerdKeep;
import io.quarkiverse.containerd.runtime.host.process.ProcessRunner;
import io.quarkiverse.containerd.runtime.logs.MemoryJournal;
import io.quarkiverse.containerd.runtime.pump.PumpCounters;
import io.quarkus.grpc.GrpcClient;

/** Makes what applications may inject besides the {@link io.quarkiverse.containerd.NodeDaemon}. */
class DaemonProducers {

    /** The containerd that is to run. Whatever is wrong with it is said here, before anything starts. */
    @Produces
    @Singleton
    CurrentInstallation installation(InstallationSearch search) {
        return search.result();
    }

    /** What the containerd of an earlier daemon of this JVM is in. */
    @Produces
    @Singleton
    ContainerdKeep keep() {
        return new ContainerdKeep();
    }

    /** The log journal of the supervision tree. */
    @Produces
    @Singleton
    MemoryJournal journal(ContainerdConfig config) {
        return new MemoryJournal(config.logs().journalSize(), (int) config.logs().lineLimit().asLongValue());
    }

    /** The counters of gVisor's log, which outlive its node. */
    @Produces
    @Singleton
    PumpCounters pumpCounters() {
        return new PumpCounters();
    }

    /** Runs child processes as nodes. */
    @Produces
    @Singleton
    @Typed({ SupervisedProcesses.class, ProcessRunner.class })
    ProcessRunner processes(ContainerdConfig config) {
        return new ProcessRunner(config.directories().run().resolve("processes"), config.process().path(),
                new Directories(OwnDirectories.strict()));
    }

    /** containerd's API. */
    @Produces
    @Singleton
    ContainerdClient client(@GrpcClient("containerd") Channel channel, ContainerdConfig config) {
        CallTimeouts defaults = CallTimeouts.defaults();
        return new GrpcContainerdClient(channel,
                new CallTimeouts(config.health().timeout(), defaults.call(), defaults.uploadIdle()));
    }
}
