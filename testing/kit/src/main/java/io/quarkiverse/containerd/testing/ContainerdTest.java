package io.quarkiverse.containerd.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class, without Quarkus, on a real containerd; with several versions, once on each:
 *
 * <pre>
 * &#64;ContainerdTest(versions = { DebianContainerd.V1_6, DebianContainerd.V1_7, DebianContainerd.V2 })
 * class ImagesTest {
 *
 *     &#64;Test
 *     void lists(Containerd containerd) {
 *         containerd.load(ImageArchive.of("localhost/app:1").file("motd", "hello"));
 *         assertThat(containerd.client().namespace("k8s.io")).hasImage("localhost/app:1");
 *     }
 * }
 * </pre>
 *
 * Methods and constructors can have parameters of the types {@link Containerd}, {@link Pods} and
 * {@link io.quarkiverse.containerd.client.ContainerdClient}. Without root, containerd runs in a user namespace and without CRI;
 * where there is none, the class is skipped, and says why.
 */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(ContainerdExtension.class)
public @interface ContainerdTest {

    /**
     * The versions of containerd, which are downloaded as Debian's packages. None for an installed containerd or, without one,
     * that of this machine's release.
     */
    DebianContainerd[] versions() default {};

    /** The tests that share a containerd. */
    Sharing sharing() default Sharing.CLASS;

    /** The tests that share a containerd; each new one has fresh directories and holds nothing. */
    enum Sharing {
        /** Each test has one of its own. */
        TEST,
        /** The tests of a class share one. */
        CLASS,
        /** All classes of a JVM that ask for it share one, with what it holds. */
        RUN
    }
}
