package io.quarkiverse.containerd.testing;

import java.lang.reflect.Method;

/** Decides which tests begin with a fresh containerd. */
final class FreshTests {

    private Class<?> begun;

    /** Notes that a test begins. @return whether it wants a fresh containerd */
    boolean begin(Class<?> type, Method method) {
        FreshContainerd wanted = type.getAnnotation(FreshContainerd.class);
        boolean first = !type.equals(begun);
        begun = type;
        return method.isAnnotationPresent(FreshContainerd.class) || wanted != null && (first || !wanted.once());
    }
}
