package io.quarkiverse.containerd.deployment.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A script in the place of docker for jib: the image that it is to load becomes an archive. */
final class DockerScript {

    private static final String TEXT = """
            #!/bin/sh
            # Written by quarkus-containerd: stands in for docker, and makes an archive of the preseed of the image that jib builds.
            set -eu
            archive=%s
            case ${1-} in
            info)
                printf '{"OSType":"linux","Architecture":"%%s"}\\n' "$(uname -m)"
                ;;
            load)
                mkdir -p "${archive%%/*}"
                # the preseed ignores names that begin with a dot
                unfinished=${archive%%/*}/.${archive##*/}.$$
                trap 'rm -f "$unfinished"' EXIT
                cat > "$unfinished"
                mv "$unfinished" "$archive"
                echo "The image is in $archive"
                ;;
            *)
                echo "$0 only loads images; quarkus.jib.docker-executable-name names docker itself for more" >&2
                exit 1
                ;;
            esac
            """;

    private DockerScript() {
    }

    /** Writes the script. @param archive the archive that an image becomes */
    static void write(Path script, Path archive) throws IOException {
        Files.createDirectories(script.getParent());
        Files.writeString(script, TEXT.formatted(quoted(archive)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
