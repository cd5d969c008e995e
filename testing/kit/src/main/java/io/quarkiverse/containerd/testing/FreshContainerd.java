package io.quarkiverse.containerd.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has a test method of a {@code @QuarkusTest}, or the methods of a class, begin with a containerd that holds what the preseed
 * brings and nothing else. Without it, tests share what containerd holds.
 */
@Inherited
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
public @interface FreshContainerd {

    /** Whether, on a class, only the first method that runs begins so, and the others find what those before them have left. */
    boolean once() default false;
}
