package io.quarkiverse.containerd;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.function.BooleanSupplier;

/**
 * Makes a CDI bean a node of the supervision tree.
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
 *
 * The bean is looked up for each incarnation, so decorators, interceptors and mocks apply. The extension's own nodes,
 * {@code root.runsc}, {@code root.containerd} and, below the latter, {@code watch}, {@code preseed} and {@code pull}, are such
 * beans. They are
 * {@code @DefaultBean}s: a bean of the application that takes the DN of one takes its place. Each has its DN as
 * {@code @Identifier}, by which a decorator or a mock chooses it.
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
     * The DN of the parent, which is a supervised bean itself; by default the root. The node starts whenever its parent signals
     * HEALTHY, and ends with it: a child of {@code root.containerd} finds a containerd that answers.
     */
    String parent() default "root";

    /**
     * Beans of the same group live and die together: when one fails, all are cancelled and restarted together. Without a group
     * a bean is alone in its own. Members of a group have the same parent.
     */
    String group() default "";

    /**
     * Names of siblings that this node outlives: it starts before them, and when they are cancelled together it is interrupted
     * only once they have ended.
     */
    String[] outlives() default {};

    /**
     * A CDI bean that tells whether the node is part of the tree. It is asked whenever the parent starts its children.
     */
    Class<? extends BooleanSupplier> onlyIf() default Always.class;

    /** The condition of a node that is always part of the tree. */
    final class Always implements BooleanSupplier {

        @Override
        public boolean getAsBoolean() {
            return true;
        }
    }
}
