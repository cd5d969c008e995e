package io.quarkiverse.containerd.deployment;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.nativeimage.JniRuntimeAccessBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourcePatternsBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedPackageBuildItem;

/** zstd-jni in a native executable: its library, and what that reaches by name. */
class ZstdProcessor {

    private static final String PACKAGE = "com.github.luben.zstd";

    @BuildStep
    NativeImageResourcePatternsBuildItem library() {
        return NativeImageResourcePatternsBuildItem.builder()
                .includeGlobs("linux/amd64/libzstd-jni-*.so", "linux/aarch64/libzstd-jni-*.so").build();
    }

    @BuildStep
    RuntimeInitializedPackageBuildItem loadLibraryAtRunTime() {
        return new RuntimeInitializedPackageBuildItem(PACKAGE);
    }

    @BuildStep
    JniRuntimeAccessBuildItem fields() {
        return new JniRuntimeAccessBuildItem(false, false, true, PACKAGE + ".BaseZstdBufferDecompressingStreamNoFinalizer");
    }
}
