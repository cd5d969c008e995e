package io.quarkiverse.containerd.deployment.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import org.objectweb.asm.ClassReader;

import io.quarkiverse.containerd.apt.FileTrees;

/** The clock on the wall of another JVM, which can be set without setting that of the machine: by a Java agent there. */
final class SettableClock implements AutoCloseable {

    private final Path directory;
    private final Path agent;
    private final Path offset;

    SettableClock() throws IOException {
        directory = Files.createTempDirectory("clock");
        agent = directory.resolve("agent.jar");
        offset = directory.resolve("offset");
        set(Duration.ZERO);
        writeAgent();
    }

    /** The options of a JVM that has this clock. */
    List<String> jvmOptions() {
        return List.of("-javaagent:" + agent + "=" + offset);
    }

    /** Sets the clock. @param fromMachine the difference from the clock of the machine */
    void set(Duration fromMachine) throws IOException {
        ByteBuffer millis = ByteBuffer.allocate(Long.BYTES).putLong(fromMachine.toMillis()).flip();
        try (FileChannel file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(millis);
        }
    }

    private void writeAgent() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", ClockAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        // also the JDK's own classes ask for the time
        attributes.putValue("Boot-Class-Path", agent + " " + origin(ClassReader.class));
        try (OutputStream file = Files.newOutputStream(agent); JarOutputStream jar = new JarOutputStream(file, manifest)) {
            Path classes = origin(ClockAgent.class);
            for (Path type : classes(classes.resolve(ClockAgent.class.getPackageName().replace('.', '/')))) {
                jar.putNextEntry(new JarEntry(classes.relativize(type).toString()));
                Files.copy(type, jar);
            }
        }
    }

    private static List<Path> classes(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(ClockAgent.class.getSimpleName())).toList();
        }
    }

    /** The directory or the jar that a class comes from. */
    private static Path origin(Class<?> type) throws IOException {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        FileTrees.delete(directory);
    }
}
