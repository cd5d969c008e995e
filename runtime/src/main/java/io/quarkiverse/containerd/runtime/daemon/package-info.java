/**
 * The assembly: the tree's own nodes as beans, the supervised beans as a tree, and its start and stop with the application.
 * <p>
 * The classes of the nodes and of what is injected into them are public although nobody outside uses them: a decorator of an
 * application has a subclass generated in another class loader, which could not reach them otherwise.
 */
package io.quarkiverse.containerd.runtime.daemon;
