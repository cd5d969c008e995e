package io.quarkiverse.containerd.runtime.host.process;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quarkiverse.containerd.runtime.disk.FileSystemErrors;

/** A containerd that serves, as its watch sees it. */
public final class ServingContainerd {

    private final long pid;
    private final Path socket;
    private final SocketFile file;
    private final SocketOwner owner;
    private final CompletableFuture<ExitStatus> exit;
    private final CompletableFuture<Restart> restart = new CompletableFuture<>();

    /**
     * A request to restart containerd.
     *
     * @param reason a clause about containerd, such as "does not answer"
     * @param dump whether it is to log what its goroutines do before it is stopped
     */
    record Restart(String reason, boolean dump) {
    }

    /**
     * @param file the socket's file while it certainly is containerd's
     * @param exit completes when the process has ended
     */
    ServingContainerd(long pid, Path socket, SocketFile file, SocketOwner owner, CompletableFuture<ExitStatus> exit) {
        this.pid = pid;
        this.exit = exit;
        this.socket = socket;
        this.file = file;
        this.owner = owner;
    }

    /** Returns the identifier of the process; empty if it has ended. */
    public OptionalLong pid() {
        return exit.isDone() ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    /** Returns why whoever opens the path of the socket does not reach this containerd; empty if they do. */
    public Optional<String> socketProblem() {
        try {
            Optional<SocketFile> found = SocketFile.at(socket);
            if (found.isEmpty()) {
                return Optional.of(socket + " is no longer a socket");
            }
            if (!found.get().equals(file)) {
                OptionalLong other = owner.findOther(socket, pid);
                return Optional.of("another socket is in the place of " + socket
                        + (other.isPresent() ? ", and process " + other.getAsLong() + " listens on it" : ""));
            }
            return owner.listens(pid, socket) ? Optional.empty()
                    : Optional.of("containerd (pid " + pid + ") does not listen on " + socket + " any more");
        } catch (NoSuchFileException e) {
            return Optional.of("the socket " + socket + " has been removed");
        } catch (IOException e) {
            return Optional.of("the socket " + socket + " cannot be looked at: " + FileSystemErrors.describe(e));
        }
    }

    /** Whether the process has ended, or does within a time: its socket is lost and its answers fail a moment earlier. */
    public boolean endsWithin(Duration time) throws InterruptedException {
        try {
            exit.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Has containerd stopped, killed if need be, and started again. Its pods run on.
     *
     * @param reason a clause about containerd, such as "does not answer"
     * @param dump whether it is to log what its goroutines do before it is stopped
     */
    public void restart(String reason, boolean dump) {
        restart.complete(new Restart(reason, dump));
    }

    /** Waits until the process has ended or its restart is requested; returns the request. */
    Optional<Restart> awaitEnd() throws InterruptedException {
        try {
            CompletableFuture.anyOf(exit, restart).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return Optional.ofNullable(restart.getNow(null));
    }
}
