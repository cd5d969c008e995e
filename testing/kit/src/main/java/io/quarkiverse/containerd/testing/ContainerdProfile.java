package io.quarkiverse.containerd.testing;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * Profiles that run the application of a {@code @QuarkusTest} on a version of containerd, with
 * {@code @TestProfile(ContainerdProfile.V1_7.class)}. An abstract class with the tests and a subclass for each version make a
 * matrix in one test run. Profiles of an application extend them.
 */
public abstract class ContainerdProfile implements QuarkusTestProfile {

    private final DebianContainerd version;

    ContainerdProfile(DebianContainerd version) {
        this.version = version;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.containerd.devservices.containerd-suite", version.suite());
    }

    /** containerd 1.6. */
    public static class V1_6 extends ContainerdProfile {

        /** Makes the profile. */
        public V1_6() {
            super(DebianContainerd.V1_6);
        }
    }

    /** containerd 1.7. */
    public static class V1_7 extends ContainerdProfile {

        /** Makes the profile. */
        public V1_7() {
            super(DebianContainerd.V1_7);
        }
    }

    /** containerd 2.x. */
    public static class V2 extends ContainerdProfile {

        /** Makes the profile. */
        public V2() {
            super(DebianContainerd.V2);
        }
    }
}
