package io.quarkiverse.containerd.apt;

import java.nio.file.Path;
import java.util.Optional;

/**
 * apt's configuration for a download that does not touch the system's state: caches, and the index if it is private, are kept
 * in a directory of their own. Keys and the check of signatures are the system's, and so are the sources unless others are
 * given.
 */
final class AptConfiguration {

    private AptConfiguration() {
    }

    /**
     * Renders the configuration.
     *
     * @param directory holds apt's caches and, if private, its index
     * @param privateIndex whether the index is kept in that directory instead of the system's
     * @param sources the file of the sources that replace the system's
     * @return text in the syntax of apt.conf(5)
     */
    static String render(Path directory, boolean privateIndex, Optional<Path> sources) {
        StringBuilder text = new StringBuilder();
        text.append("Dir::Cache \"").append(directory.resolve("cache")).append("\";\n");
        if (privateIndex) {
            text.append("Dir::State::Lists \"").append(directory.resolve("lists")).append("\";\n");
            // The system's hooks clear caches or inform services of an update that does not concern them
            text.append("#clear APT::Update::Pre-Invoke;\n");
            text.append("#clear APT::Update::Post-Invoke;\n");
            text.append("#clear APT::Update::Post-Invoke-Success;\n");
        }
        if (sources.isPresent()) {
            text.append("Dir::Etc::SourceList \"").append(sources.get()).append("\";\n");
            text.append("Dir::Etc::SourceParts \"/dev/null\";\n");
        }
        // As root, apt would otherwise warn that its own user cannot write into the directory; for other users it has no effect
        text.append("APT::Sandbox::User \"root\";\n");
        text.append("APT::Get::AllowUnauthenticated \"false\";\n");
        text.append("Acquire::AllowInsecureRepositories \"false\";\n");
        text.append("Acquire::Languages \"none\";\n");
        text.append("Acquire::Retries \"2\";\n");
        text.append("Acquire::http::Timeout \"20\";\n");
        text.append("Acquire::https::Timeout \"20\";\n");
        text.append("APT::Status-Fd \"1\";\n");
        return text.toString();
    }
}
