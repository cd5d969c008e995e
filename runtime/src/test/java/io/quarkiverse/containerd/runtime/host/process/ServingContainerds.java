package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quarkiverse.containerd.runtime.host.ProcTable;

/** What a watch sees of a containerd, for tests of the watch alone. */
public final class ServingContainerds {

    private ServingContainerds() {
    }

    /**
     * Returns this process as one that serves on a socket and does not end.
     *
     * @param settling runs in place of the time in which it is waited for its end
     */
    public static ServingContainerd inThisProcess(Path socket, Runnable settling) throws IOException {
        CompletableFuture<ExitStatus> exit = new CompletableFuture<>() {
            @Override
            public ExitStatus get(long timeout, TimeUnit unit) throws TimeoutException {
                settling.run();
                throw new TimeoutException();
            }
        };
        return new ServingContainerd(ProcessHandle.current().pid(), socket, SocketFile.at(socket).orElseThrow(),
                new SocketOwner(new ProcTable()), exit);
    }
}
