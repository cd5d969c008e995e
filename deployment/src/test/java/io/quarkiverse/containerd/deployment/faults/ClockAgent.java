package io.quarkiverse.containerd.deployment.faults;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A Java agent that shifts the clock on the wall of its JVM by what is in a file. {@link System#nanoTime()} and waits go by the
 * machine's monotonic clock, as they do when the clock of a machine is set. It uses no other classes of the tests.
 */
public final class ClockAgent {

    private static final String NAME = "io/quarkiverse/containerd/deployment/faults/ClockAgent";

    private ClockAgent() {
    }

    /** Starts with the JVM. @param file the file with the number of milliseconds, as a long */
    public static void premain(String file, Instrumentation jvm) throws IOException, UnmodifiableClassException {
        Offset.read(Path.of(file));
        jvm.addTransformer(new Calls(), true);
        jvm.retransformClasses(Arrays.stream(jvm.getAllLoadedClasses())
                .filter(type -> type == Clock.class || type.getNestHost() == Clock.class || type == Date.class)
                .toArray(Class[]::new));
    }

    /** The time. */
    public static final class Offset {

        private static volatile ByteBuffer millis;

        private Offset() {
        }

        private static void read(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file)) {
                millis = channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
            }
        }

        /** Takes the place of {@link System#currentTimeMillis()}. */
        public static long currentTimeMillis() {
            return System.currentTimeMillis() + millis.getLong(0);
        }

        /** Shifts what the machine's clock shows. */
        public static Instant shift(Instant time) {
            return time.plusMillis(millis.getLong(0));
        }
    }

    /** Has classes ask for the time here. */
    static final class Calls implements ClassFileTransformer {

        private static final byte[] MILLIS = "currentTimeMillis".getBytes(StandardCharsets.US_ASCII);

        @Override
        public byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] code) {
            boolean clock = "java/time/Clock".equals(name);
            if (name == null || name.startsWith(NAME) || !clock && !asksForMillis(code)) {
                return null;
            }
            ClassReader reader = new ClassReader(code);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
                @Override
                public MethodVisitor visitMethod(int access, String method, String descriptor, String signature,
                        String[] exceptions) {
                    MethodVisitor visitor = super.visitMethod(access, method, descriptor, signature, exceptions);
                    return shifted(visitor, clock && method.equals("currentInstant"));
                }
            }, 0);
            return writer.toByteArray();
        }

        private static boolean asksForMillis(byte[] code) {
            for (int at = 0; at <= code.length - MILLIS.length; at++) {
                if (code[at] == MILLIS[0] && Arrays.equals(code, at, at + MILLIS.length, MILLIS, 0, MILLIS.length)) {
                    return true;
                }
            }
            return false;
        }

        /** @param returned whether the method returns the time, as an {@link Instant} */
        private static MethodVisitor shifted(MethodVisitor visitor, boolean returned) {
            return new MethodVisitor(Opcodes.ASM9, visitor) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String descriptor, boolean ofInterface) {
                    boolean millis = owner.equals("java/lang/System") && method.equals("currentTimeMillis");
                    super.visitMethodInsn(opcode, millis ? NAME + "$Offset" : owner, method, descriptor, ofInterface);
                }

                @Override
                public void visitInsn(int opcode) {
                    if (returned && opcode == Opcodes.ARETURN) {
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, NAME + "$Offset", "shift",
                                "(Ljava/time/Instant;)Ljava/time/Instant;", false);
                    }
                    super.visitInsn(opcode);
                }
            };
        }
    }
}
