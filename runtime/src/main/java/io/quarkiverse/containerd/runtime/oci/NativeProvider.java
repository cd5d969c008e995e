package io.quarkiverse.containerd.runtime.oci;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.Provider;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * The Amazon Corretto Crypto Provider. Its jar exists once for each architecture, with the same names inside; so it is loaded
 * from the jar that has a library for this machine, by a class loader of its own.
 */
final class NativeProvider {

    private static final String PACKAGE = "com.amazon.corretto.crypto.provider";
    private static final String LIBRARY = PACKAGE.replace('.', '/') + "/libamazonCorrettoCryptoProvider.so";
    private static final int ELF = 0x7f454c46;
    /** The position of the machine in an ELF header. */
    private static final int MACHINE = 18;
    /** The machines of ELF headers by the JVM's names. */
    private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "aarch64", 183);

    private NativeProvider() {
    }

    /**
     * Loads the provider.
     *
     * @throws IOException if there is none for this machine
     * @throws ReflectiveOperationException if its jar has another content than expected
     */
    static Provider load() throws IOException, ReflectiveOperationException {
        for (URL library : Collections.list(NativeProvider.class.getClassLoader().getResources(LIBRARY))) {
            if (library.openConnection() instanceof JarURLConnection connection) {
                Optional<JarFile> jar = openIfSuitable(new File(URI.create(connection.getJarFileURL().toString())));
                if (jar.isPresent()) {
                    return (Provider) Class.forName(PACKAGE + ".AmazonCorrettoCryptoProvider", true, new JarLoader(jar.get()))
                            .getField("INSTANCE").get(null);
                }
            }
        }
        throw new IOException("no library for " + System.getProperty("os.arch") + " on the class path");
    }

    private static Optional<JarFile> openIfSuitable(File file) throws IOException {
        JarFile jar = new JarFile(file, false);
        boolean suits = false;
        try {
            suits = suits(jar);
            return suits ? Optional.of(jar) : Optional.empty();
        } finally {
            if (!suits) {
                jar.close();
            }
        }
    }

    private static boolean suits(JarFile jar) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(LIBRARY))) {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(MACHINE + Short.BYTES));
            return header.remaining() == MACHINE + Short.BYTES && header.getInt(0) == ELF
                    && header.order(ByteOrder.LITTLE_ENDIAN).getShort(MACHINE) == MACHINES
                            .getOrDefault(System.getProperty("os.arch"), -1);
        }
    }

    /**
     * Loads the classes of a jar that was opened without verifying its signatures, which would take as long as all the rest:
     * the class path is trusted as a whole. Never closed, as the provider stays.
     */
    private static final class JarLoader extends ClassLoader {

        private final JarFile jar;

        JarLoader(JarFile jar) {
            super(ClassLoader.getPlatformClassLoader());
            this.jar = jar;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            try {
                ZipEntry entry = jar.getEntry(name);
                return entry == null ? null : jar.getInputStream(entry);
            } catch (IOException e) {
                return null;
            }
        }
    }
}
