package io.quarkiverse.containerd.runtime.preseed.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import io.quarkiverse.containerd.runtime.archive.plan.ArchivePlan;
import io.quarkiverse.containerd.runtime.archive.plan.ArchiveSettings;
import io.quarkiverse.containerd.runtime.disk.RegularFiles;
import io.quarkiverse.containerd.runtime.host.files.FileInstaller;
import io.quarkiverse.containerd.runtime.oci.ImageException;
import io.quarkiverse.containerd.runtime.oci.JsonDocument;
import io.quarkiverse.containerd.runtime.oci.JsonDocuments;
import io.quarkiverse.containerd.runtime.oci.Platforms;
import io.quarkiverse.containerd.runtime.preseed.directory.FileStamp;
import io.quarkiverse.containerd.runtime.preseed.settings.PreseedSettings;

/**
 * A file with memos of what archives contain, so that an archive that is loaded need not be opened, and decompressed, to find
 * that out. A memo only says what to ask containerd for: if anything is missing there, the archive is opened after all. A file
 * that cannot be read or written is treated as absent. It has a line for each archive, as one document of all of them would
 * take several times as much memory while it is read. Safe for use by several threads.
 */
public final class MemoFile {

    private static final Logger LOG = Logger.getLogger(MemoFile.class);

    /** The version of the format, to be increased when plans of the same archive with the same settings change. */
    private static final int FORMAT = 7;

    /** The descriptors of all memos, which take about half a kilobyte of memory each. */
    private static final int MOST = 100_000;
    /** The descriptors of one memo that can be read again within the bounds for documents. */
    private static final int MOST_IN_ONE = 10_000;
    private static final int MOST_BYTES = 32 << 20;
    private static final int DEPTH = 10;

    /** The age from which on a further change of a file shows in its times. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Optional<Path> file;
    private final String settings;
    private final InstantSource clock;
    /** Held while the file is written, so that an older state never replaces a newer one. */
    private final Object saving = new Object();
    private final Map<Path, ArchiveMemo> memos = new LinkedHashMap<>();
    private Map<Path, ArchivePlan> noted = Map.of();
    /** The descriptors of all memos. */
    private int descriptors;
    /** The memos that have changed since the file was written. */
    private int unwritten;

    /** @param settings the way archives are read and planned */
    MemoFile(Optional<Path> file, ArchiveSettings settings, InstantSource clock) {
        this.file = file;
        this.settings = String.join(" ", String.valueOf(FORMAT), settings.limits().toString(), settings.platforms().toString(),
                String.valueOf(settings.strictPlatforms()), String.valueOf(settings.digestNames()),
                String.valueOf(settings.sources()),
                Platforms.host().toString());
        this.clock = clock;
        file.ifPresent(present -> read());
    }

    /** Returns the memo file of these settings. */
    public static MemoFile of(PreseedSettings settings) {
        return new MemoFile(settings.imports().memos(), settings.archives(), InstantSource.system());
    }

    /**
     * Returns what identifies the version of an archive now; to be called before it is read. Empty if a change may not show
     * yet, and if there are no memos.
     */
    Optional<String> stamp(Path archive) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            FileStamp stamp = FileStamp.of(archive);
            return stamp.changed().plus(SETTLED).isBefore(clock.instant()) ? Optional.of(stamp.toString()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns what the file told of archives when it was read, by their files: also of archives that have gone or have changed
     * since, and if it was written with other settings.
     */
    Map<Path, ArchivePlan> noted() {
        return noted;
    }

    /** Returns the memo of this version of an archive; empty if there is none. */
    synchronized Optional<ArchiveMemo> recall(Path archive, String stamp) {
        return Optional.ofNullable(memos.get(archive)).filter(memo -> memo.stamp().equals(stamp));
    }

    /**
     * Adds or replaces the memo of an archive. The file is written when half of the memos have changed, so that many archives
     * do not write it as many times; what is left, {@link #save} writes.
     */
    void keep(Path archive, ArchiveMemo memo) {
        if (put(archive, memo)) {
            save();
        }
    }

    /** Puts a memo. @return whether the file is to be written now */
    private synchronized boolean put(Path archive, ArchiveMemo memo) {
        ArchiveMemo before = memos.put(archive, memo);
        if (memo.equals(before)) {
            return false;
        }
        descriptors += memo.size() - (before == null ? 0 : before.size());
        if (memo.size() > MOST_IN_ONE || descriptors > MOST) {
            forget(archive);
        }
        unwritten++;
        return 2 * unwritten >= memos.size();
    }

    private void forget(Path archive) {
        ArchiveMemo memo = memos.remove(archive);
        descriptors -= memo == null ? 0 : memo.size();
    }

    /** Writes the memos that are not in the file yet, and removes those of archives that have gone. */
    void save() {
        synchronized (saving) {
            List<Path> gone = archives().stream().filter(archive -> !Files.exists(archive)).toList();
            take(gone).ifPresent(this::write);
        }
    }

    private synchronized List<Path> archives() {
        return unwritten == 0 ? List.of() : List.copyOf(memos.keySet());
    }

    /** Returns all memos but those of archives that have gone, to be written; empty if the file has them. */
    private synchronized Optional<Map<Path, ArchiveMemo>> take(List<Path> gone) {
        if (unwritten == 0) {
            return Optional.empty();
        }
        gone.forEach(this::forget);
        unwritten = 0;
        return Optional.of(new LinkedHashMap<>(memos));
    }

    private void read() {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new ByteArrayInputStream(RegularFiles.readOwn(file.orElseThrow(), MOST_BYTES)), UTF_8));
            boolean usable = document(lines.readLine()).text("settings").equals(settings);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonDocument memo = document(line);
                memos.put(Path.of(memo.text("path")), ArchiveMemo.read(memo));
            }
            noted = memos.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, memo -> memo.getValue().plan()));
            if (!usable) {
                memos.clear();
            }
            descriptors = memos.values().stream().mapToInt(ArchiveMemo::size).sum();
        } catch (NoSuchFileException e) {
            LOG.debugf("there are no memos of archives in %s yet", file.orElseThrow());
        } catch (IOException | ImageException | IllegalArgumentException e) {
            LOG.debugf("the memos of archives in %s are not used: %s", file.orElseThrow(), e.getMessage());
            memos.clear();
        }
    }

    private static JsonDocument document(String line) throws ImageException {
        return new JsonDocuments(DEPTH).object("a memo", String.valueOf(line).getBytes(UTF_8));
    }

    private void write(Map<Path, ArchiveMemo> all) {
        Path target = file.orElseThrow();
        try {
            FileInstaller.writePrivate(target, out -> write(all, out));
        } catch (IOException e) {
            LOG.debugf("the memos of archives cannot be written to %s: %s", target, e.getMessage());
        }
    }

    private void write(Map<Path, ArchiveMemo> all, OutputStream out) throws IOException {
        JsonFactory factory = new JsonFactory();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("settings", settings);
            json.writeEndObject();
        }
        int left = MOST_BYTES - line.size();
        line.writeTo(out);
        for (Map.Entry<Path, ArchiveMemo> memo : all.entrySet()) {
            line.reset();
            line.write('\n');
            try (JsonGenerator json = factory.createGenerator(line)) {
                memo.getValue().write(memo.getKey().toString(), json);
            }
            if (line.size() <= left) {
                left -= line.size();
                line.writeTo(out);
            }
        }
    }
}
