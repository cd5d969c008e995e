package io.quarkiverse.containerd.runtime.logs;

/**
 * The origin of an entry, as the application's log tells it.
 *
 * @param category the category: the DN, or a name below it
 * @param thread the name of the thread that logged it
 * @param threadId the identifier of that thread
 */
record Origin(String category, String thread, long threadId) {

    /** Returns the origin of what the current thread logs. */
    static Origin here(String category) {
        Thread thread = Thread.currentThread();
        return new Origin(category, thread.getName(), thread.getId());
    }
}
