package io.quarkiverse.containerd.client;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The image records of a namespace. */
public interface ImageStore {

    /** Returns the record of this name; empty if there is none. */
    Optional<StoredImage> get(String name);

    /** Returns the records that exist of these names, by name. */
    Map<String, StoredImage> getAll(Collection<String> names);

    /** Returns all records. */
    List<StoredImage> list();

    /** Returns the records that have at least one of these labels, whatever its value. */
    List<StoredImage> listByAnyLabel(Collection<String> keys);

    /**
     * Points the record of this name to the target, and creates the record if it does not exist. Labels of an existing record
     * stay. A record that already points to the target is not touched.
     */
    PutResult put(String name, ImageTarget target);

    /**
     * Points the record of this name to the target and sets these labels in one step, and creates the record if it does not
     * exist. Other labels of an existing record stay. A record that already points to the target is not touched: it does not
     * get the labels either.
     */
    PutResult put(String name, ImageTarget target, Map<String, String> labels);

    /**
     * Creates a record.
     *
     * @return false if a record of this name exists; it is left alone
     */
    boolean create(String name, ImageTarget target, Map<String, String> labels);

    /**
     * Sets labels of a record; its other labels stay. An empty value removes a label.
     *
     * @return false if the record no longer exists
     */
    boolean updateLabels(StoredImage image, Map<String, String> labels);

    /**
     * Deletes a record; does nothing if it does not exist.
     *
     * @param collect whether to wait until its content has been garbage-collected
     */
    void delete(String name, boolean collect);

    /**
     * Deletes a record that points to this target; does nothing if it does not exist. containerd 2.x keeps a record that points
     * elsewhere by now; 1.x deletes it all the same.
     */
    void delete(String name, ImageTarget target);

    /** The outcome of {@link ImageStore#put}. */
    enum PutResult {
        /** The record existed and pointed to the target already. */
        UNCHANGED,
        /** The record existed and has been pointed to the target. */
        UPDATED,
        /** The record has been created. */
        CREATED
    }
}
