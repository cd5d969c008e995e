package io.quarkiverse.containerd;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Makes a CDI bean a node of the supervision tree, directly below {@code root}.
 * <p>
 * On a class it names a bean that implements {@link SupervisedRunnable}; such a bean is supervised without the annotation, too.
 * On a method of a bean it supervises that method, which takes one {@link NodeHandle} and returns nothing:
 *
 * <pre>
 * &#64;Supervised(name = "heartbeat")
 * void beat(NodeHandle node) throws InterruptedException {
 *     node.signalHealthy();
 *     node.awaitCancellation();
 * }
 * </pre>
 */
@Documented
@Retention(RUNTIME)
@Target({ TYPE, METHOD })
public @interface Supervised {

    /**
     * The last part of the DN, {@code [a-z0-9_]{1,64}}; by default the class or method name in snake case.
     */
    String name() default "";

    /**
     * Beans of the same group live and die together: when one fails, all are cancelled and restarted together. Without a group
     * a bean is alone in its own.
     */
    String group() default "";
}
