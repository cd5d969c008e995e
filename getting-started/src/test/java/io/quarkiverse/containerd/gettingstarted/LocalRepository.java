package io.quarkiverse.containerd.gettingstarted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The modules of this build in a local Maven repository, as {@code mvn install} would put them into the user's. */
final class LocalRepository {

    private static final String VERSION = System.getProperty("project.version");
    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ARTIFACT = Pattern.compile("(?s)</parent>.*?<artifactId>([^<]+)<");

    private LocalRepository() {
    }

    /** Copies what has been packaged so far. */
    static void install() throws IOException {
        Path repository = Path.of(System.getProperty("maven.repo.local"));
        try (Stream<Path> poms = Files.walk(CHECKOUT, 3).filter(file -> file.endsWith("pom.xml"))) {
            for (Path pom : poms.toList()) {
                install(pom, repository);
            }
        }
    }

    private static void install(Path pom, Path repository) throws IOException {
        Matcher artifact = ARTIFACT.matcher(Files.readString(pom));
        if (!artifact.find()) {
            return;
        }
        String id = artifact.group(1);
        Path directory = Files.createDirectories(repository.resolve("io/quarkiverse/containerd").resolve(id).resolve(VERSION));
        Files.copy(pom, directory.resolve(id + "-" + VERSION + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        for (String classifier : List.of("", "-codestarts")) {
            String jar = id + "-" + VERSION + classifier + ".jar";
            Path packaged = pom.resolveSibling("target").resolve(jar);
            if (Files.exists(packaged)) {
                Files.copy(packaged, directory.resolve(jar), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
