package io.quarkiverse.containerd.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JVM to run the node daemon with.
 *
 * @param kind name in the report
 * @param java the JVM
 * @param application the quarkus-run.jar of the node daemon
 * @param flags for the Java virtual machine
 * @param trained whether it uses what the JVM has learned in an earlier boot
 */
record JvmVariant(String kind, JavaHome java, Path application, List<String> flags, boolean trained) {

    /** The flags recommended by the guide to start-up time, which this program also runs with. */
    static final List<String> LIGHT = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /**
     * The flags of the unit in the guide to systemd, which bound the memory, and what the JVM does while the daemon is idle.
     */
    private static final List<String> BOUNDED = List.of("-Xms16m", "-Xmx256m", "-Xmn2m", "-Xss512k",
            "-XX:ReservedCodeCacheSize=32m", "-XX:MaxMetaspaceSize=128m", "-XX:MaxDirectMemorySize=64m",
            "-XX:CompileThresholdScaling=20", "-XX:TrimNativeHeapInterval=60000", "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions", "-XX:GuaranteedSafepointInterval=0", "-XX:AsyncDeflationInterval=60000",
            "-Dquarkus.vertx.warning-exception-time=60s");

    static JvmVariant plain(JavaHome java, Path application) {
        return new JvmVariant(kind(java), java, application, List.of(), false);
    }

    static JvmVariant light(JavaHome java, Path application) {
        return new JvmVariant(kind(java) + ", light", java, application, LIGHT, false);
    }

    /** Returns the variant that the guide recommends for a service: also with bounds for its memory. */
    JvmVariant bounded() {
        return new JvmVariant(kind.replace(", light", ", bounded"), java, application,
                Stream.concat(flags.stream(), BOUNDED.stream()).toList(), trained);
    }

    /** Returns a variant that uses what the JVM has learned in an earlier boot. */
    static JvmVariant trained(JavaHome java, Path application, Path cache) {
        return new JvmVariant(kind(java) + ", light, " + java.cacheName(), java, application,
                lightWith(java.readCache(cache)), true);
    }

    /** Returns the variant that the JVM learns with; the cache is there when it has ended. */
    static JvmVariant training(JavaHome java, Path application, Path cache) {
        return new JvmVariant("training", java, application, lightWith(java.writeCache(cache)), false);
    }

    private static List<String> lightWith(List<String> flags) {
        return Stream.concat(LIGHT.stream(), flags.stream()).toList();
    }

    private static String kind(JavaHome java) {
        return "node daemon, Java " + java.feature();
    }

    /** Whether it uses the cache of JVMs that have one for more than classes. */
    boolean hasAotCache() {
        return trained && java.hasAotCache();
    }
}
