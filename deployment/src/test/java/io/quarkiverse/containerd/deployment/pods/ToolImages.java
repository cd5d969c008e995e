package io.quarkiverse.containerd.deployment.pods;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import io.quarkiverse.containerd.testing.DebianPackage;
import io.quarkiverse.containerd.testing.ImageTools;

/** Images of busybox, made and archived by umoci, skopeo and buildah. */
final class ToolImages {

    private static final String REGISTRY = "registry.test/";

    private final ImageTools tools;
    private final Path work;
    private final Path preseed;

    private ToolImages(Path work, Path preseed) {
        this.tools = new ImageTools(work);
        this.work = work;
        this.preseed = preseed;
    }

    /**
     * Makes the archives.
     *
     * @param work an empty directory
     * @param preseed the directory to put the archives into
     * @return the names of the images
     */
    static List<String> write(Path work, Path preseed) throws IOException, InterruptedException {
        ToolImages images = new ToolImages(work, preseed);
        images.umoci();
        images.skopeo();
        images.buildah();
        return List.of(REGISTRY + "umoci:1", REGISTRY + "skopeo:oci", REGISTRY + "skopeo:zstd", REGISTRY + "skopeo:docker",
                REGISTRY + "buildah:oci", REGISTRY + "buildah:docker", REGISTRY + "buildah:layout");
    }

    /** A layout directory. */
    private void umoci() throws IOException, InterruptedException {
        Path files = Files.createDirectories(work.resolve("files"));
        Files.copy(DebianPackage.busybox(), files.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        Path layout = preseed.resolve("umoci");
        tools.umoci("init", "--layout", layout.toString());
        tools.umoci("new", "--image", layout + ":base");
        tools.umoci("insert", "--image", layout + ":base", "--tag", REGISTRY + "umoci:1", files.toString(), "/bin");
        tools.umoci("rm", "--image", layout + ":base");
    }

    private void skopeo() throws IOException, InterruptedException {
        String image = "oci:" + preseed.resolve("umoci") + ":" + REGISTRY + "umoci:1";
        Path docker = preseed.resolve("skopeo-docker.tar");
        tools.skopeo(image, "docker-archive:" + docker + ":" + REGISTRY + "skopeo:docker");
        tools.skopeo(image, "oci-archive:" + preseed.resolve("skopeo-oci.tar") + ":" + REGISTRY + "skopeo:oci");
        tools.skopeo("docker-archive:" + docker, "oci-archive:" + preseed.resolve("skopeo-zstd.tar") + ":" + REGISTRY
                + "skopeo:zstd", "--dest-compress", "--dest-compress-format", "zstd");
    }

    private void buildah() throws IOException, InterruptedException {
        String container = tools.buildah("from", "scratch");
        tools.buildah("copy", container, work.resolve("files").toString(), "/bin");
        tools.commit(container, "oci-archive:" + preseed.resolve("buildah-oci.tar") + ":" + REGISTRY + "buildah:oci");
        tools.commit(container, "docker-archive:" + preseed.resolve("buildah-docker.tar") + ":" + REGISTRY + "buildah:docker");
        tools.commit(container, "oci:" + preseed.resolve("buildah") + ":" + REGISTRY + "buildah:layout");
    }
}
