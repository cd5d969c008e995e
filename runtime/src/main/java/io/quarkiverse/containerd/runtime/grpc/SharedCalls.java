package io.quarkiverse.containerd.runtime.grpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

import io.grpc.Status;
import io.quarkiverse.containerd.client.ContainerdException;

/**
 * Calls that threads share: whoever needs the same while a call is under way waits for its result. No lock is held meanwhile,
 * and each thread that waits can be interrupted. Results are not kept. Safe for use by several threads.
 *
 * @param <K> identifies what is called
 * @param <V> the result
 */
public final class SharedCalls<K, V> {

    private final ConcurrentMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    /** A call, which may be made by another thread. */
    @FunctionalInterface
    public interface Call<V, E extends Exception> {

        V get() throws E;
    }

    /**
     * Returns the result of a call, or of the one that is under way. The failure of another thread's call is not shared: the
     * call is made again.
     *
     * @throws ContainerdException if the thread is interrupted while it waits, with the code {@code CANCELLED}
     */
    public <E extends Exception> V call(K key, Call<V, E> call) throws E {
        CompletableFuture<V> own = new CompletableFuture<>();
        while (true) {
            CompletableFuture<V> other = underWay.putIfAbsent(key, own);
            if (other == null) {
                return make(key, call, own);
            }
            try {
                return other.get();
            } catch (ExecutionException e) {
                underWay.remove(key, other);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ContainerdException(String.valueOf(key), Status.Code.CANCELLED, "interrupted", e);
            }
        }
    }

    private <E extends Exception> V make(K key, Call<V, E> call, CompletableFuture<V> result) throws E {
        try {
            V value = call.get();
            result.complete(value);
            return value;
        } catch (Throwable e) {
            result.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(key, result);
        }
    }
}
