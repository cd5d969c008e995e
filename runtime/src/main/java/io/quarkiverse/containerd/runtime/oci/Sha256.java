package io.quarkiverse.containerd.runtime.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.concurrent.atomic.AtomicLong;

import org.jboss.logging.Logger;

import io.quarkiverse.containerd.client.Digest;

/**
 * SHA-256 of large amounts of bytes: native code where that can be loaded, which is ten times faster than the JDK's until the
 * JVM has compiled that thoroughly, and with the flags that suit a node daemon it never does. To load it takes as long as the
 * JDK's takes for some tens of megabytes, so that it is loaded only once there have been so many. The native provider is used
 * here alone, it is not installed in the JVM.
 */
public final class Sha256 {

    private static final Logger LOG = Logger.getLogger(Sha256.class);
    /** The bytes from which on it pays to load the native provider. */
    public static final long WORTH_LOADING = 32 << 20;
    /** The bytes from which on it pays to call native code. */
    private static final long SMALL = 4 << 10;

    /** The bytes of all computations that it pays to call native code for; of none more than {@link #WORTH_LOADING}. */
    private static final AtomicLong BYTES = new AtomicLong();

    private Sha256() {
    }

    /**
     * Returns a new computation. It is fastest with direct buffers.
     *
     * @param size the number of bytes to come
     */
    public static MessageDigest forSize(long size) {
        return size < SMALL || !isWorthLoading(size) || Native.PROVIDER == null ? Digest.sha256()
                : nativeDigest(Native.PROVIDER);
    }

    /** Whether there have been so many bytes by now; then it is loaded, or the next use loads it. */
    private static boolean isWorthLoading(long size) {
        return BYTES.addAndGet(Math.min(size, WORTH_LOADING)) >= WORTH_LOADING;
    }

    /** Loads the native code now, so that no computation waits for that. */
    public static void load() {
        forSize(WORTH_LOADING);
    }

    private static MessageDigest nativeDigest(Provider provider) {
        try {
            return MessageDigest.getInstance("SHA-256", provider);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the provider had it when it was loaded", e);
        }
    }

    /** Is loaded with the first computation that makes it worthwhile. */
    private static final class Native {

        /** Null if it cannot be loaded. */
        private static final Provider PROVIDER = load();

        private static Provider load() {
            try {
                Provider provider = NativeProvider.load();
                MessageDigest.getInstance("SHA-256", provider);
                return provider;
            } catch (Exception | LinkageError e) {
                LOG.infof("SHA-256 is computed by the JDK, which is slower, as the native one cannot be loaded: %s", e);
                return null;
            }
        }
    }
}
