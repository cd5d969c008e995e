package io.quarkiverse.containerd.runtime.preseed;

import static io.quarkiverse.containerd.testing.Compressor.BZIP2;
import static io.quarkiverse.containerd.testing.Compressor.GZIP;
import static io.quarkiverse.containerd.testing.Compressor.LZ4;
import static io.quarkiverse.containerd.testing.Compressor.NONE;
import static io.quarkiverse.containerd.testing.Compressor.XZ;
import static io.quarkiverse.containerd.testing.Compressor.ZSTD;
import static io.quarkiverse.containerd.testing.ImageJson.LAYOUT;
import static io.quarkiverse.containerd.testing.ImageJson.OCI_CONFIG;
import static io.quarkiverse.containerd.testing.ImageJson.OCI_LAYER;
import static io.quarkiverse.containerd.testing.ImageJson.OCI_LAYER_GZIP;
import static io.quarkiverse.containerd.testing.ImageJson.OCI_MANIFEST;
import static io.quarkiverse.containerd.testing.ImageJson.index;
import static io.quarkiverse.containerd.testing.ImageJson.name;
import static io.quarkiverse.containerd.testing.ImageJson.platform;
import static io.quarkiverse.containerd.testing.ImageJson.refName;
import static io.quarkiverse.containerd.testing.ImageJson.with;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.quarkiverse.containerd.testing.Blob;
import io.quarkiverse.containerd.testing.DockerArchive;
import io.quarkiverse.containerd.testing.Image;
import io.quarkiverse.containerd.testing.ImageJson;
import io.quarkiverse.containerd.testing.Layer;
import io.quarkiverse.containerd.testing.OciLayout;
import io.quarkiverse.containerd.testing.Tar;

/** Archives of every kind that containerd's import takes, and of kinds that it does not; the same bytes on every machine. */
final class ArchiveCorpus {

    private static final Layer LAYER = Layer.random("etc/base", 3000, 1);
    private static final Layer SECOND_LAYER = Layer.random("etc/second", 3000, 2);

    private final Map<String, byte[]> archives = new LinkedHashMap<>();

    private ArchiveCorpus() {
    }

    /** The archives by what they are, in the order of the table in the documentation. */
    static Map<String, byte[]> archives() {
        ArchiveCorpus corpus = new ArchiveCorpus();
        corpus.layouts();
        corpus.platforms();
        corpus.layers();
        corpus.names();
        corpus.dockers();
        corpus.tars();
        corpus.entries();
        corpus.trailing();
        corpus.compressed();
        corpus.damaged();
        return corpus.archives;
    }

    /** Writes the first of the archives as files. */
    static void writeDirectory(Path target) throws IOException {
        image().writeDirectory(target);
    }

    private void put(String what, byte[] archive) {
        archives.put(what, archive);
    }

    private void layouts() {
        put("OCI image layout", image().tar());
        put("OCI image layout, index last", image().indexLast().tar());
        put("image in a nested index", layout(layout -> {
            String inner = layout.index(layout.manifest(Image.of(LAYER)));
            layout.entry(layout.index(inner), name("nested:1"));
        }).tar());
        put("docker manifest list", layout(layout -> layout.entry(layout.add(
                "application/vnd.docker.distribution.manifest.list.v2+json", index(
                        "application/vnd.docker.distribution.manifest.list.v2+json",
                        List.of(with(layout.manifest(Image.of(LAYER)), platform("amd64"))))),
                name("list:1"))).tar());
        put("several images that share layers", layout(layout -> {
            layout.entry(layout.manifest(Image.of(LAYER)), name("shared:1"));
            layout.entry(layout.manifest(Image.of(LAYER, SECOND_LAYER)), name("shared:2"));
        }).tar());
        put("artifact", layout(layout -> layout.entry(layout.manifest(
                layout.add("application/vnd.oci.empty.v1+json", "{}".getBytes(UTF_8)),
                layout.add("application/spdx+json", "{\"spdx\":1}".getBytes(UTF_8))), name("artifact:1"))).tar());
        put("image with an attestation", layout(layout -> {
            String image = layout.manifest(Image.of(LAYER));
            String attestation = layout.manifest(layout.add(OCI_CONFIG,
                    "{\"architecture\":\"unknown\",\"os\":\"unknown\",\"config\":{\"Cmd\":[\"x\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                            .getBytes(UTF_8)),
                    layout.add("application/vnd.in-toto+json", "{\"predicate\":1}".getBytes(UTF_8)));
            layout.entry(layout.index(with(image, platform("amd64")), with(attestation,
                    "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"},"
                            + "\"platform\":{\"architecture\":\"unknown\",\"os\":\"unknown\"}")),
                    name("attested:1"));
        }).tar());
        put("manifest without layers", layout(layout -> layout.entry(layout.manifest(Image.of()), name("empty:1"))).tar());
        put("the same layer twice in an image",
                layout(layout -> layout.entry(layout.manifest(Image.of(LAYER, LAYER)), name("twice:1"))).tar());
        put("files that nothing refers to", image().file("README", "hello").file("repositories", "{}").tar());
        put("blob under a name of its own", image().rename(LAYER.blob(), "elsewhere").tar());
        put("annotations and unknown members everywhere", layout(layout -> {
            String manifest = layout.manifest(Image.of(LAYER));
            layout.entry(manifest, "\"annotations\":{\"io.containerd.image.name\":\"annotated:1\",\"org.example\":\"<&>é\"},"
                    + "\"urls\":[\"http://example.org\"],\"data\":\"e30=\",\"artifactType\":\"x/y\",\"unknown\":[1,{}]");
        }).tar());
    }

    private void platforms() {
        put("image for several platforms, all in the archive", layout(layout -> layout.entry(layout.index(
                with(layout.manifest(Image.of(LAYER)), platform("amd64")),
                with(layout.manifest(image("s390x", SECOND_LAYER)), platform("s390x"))), name("multi:1"))).tar());
        put("image for several platforms, this one only in the archive", layout(layout -> layout.entry(layout.index(
                with(layout.manifest(Image.of(LAYER)), platform("amd64")),
                with(absent(OCI_MANIFEST), platform("s390x"))), name("part:1"))).tar());
        put("image for amd64 and 386", layout(layout -> layout.entry(layout.index(
                with(layout.manifest(Image.of(LAYER)), platform("amd64")),
                with(layout.manifest(image("386", SECOND_LAYER)), platform("386"))), name("both:1"))).tar());
        put("image for amd64 and 386, without the latter's manifest", layout(layout -> layout.entry(layout.index(
                with(layout.manifest(Image.of(LAYER)), platform("amd64")),
                with(absent(OCI_MANIFEST), platform("386"))), name("without386:1"))).tar());
        put("image for amd64 and 386, without the former's manifest", layout(layout -> layout.entry(layout.index(
                with(absent(OCI_MANIFEST), platform("amd64")),
                with(layout.manifest(image("386", SECOND_LAYER)), platform("386"))), name("withoutamd64:1"))).tar());
        put("image for another platform in an index", layout(layout -> layout.entry(layout.index(
                with(layout.manifest(image("s390x", LAYER)), platform("s390x"))), name("hollow:1"))).tar());
        put("image for another platform", layout(layout -> layout.entry(layout.manifest(image("s390x", LAYER)),
                platform("s390x"), name("other:1"))).tar());
        put("images for this and for another platform", layout(layout -> {
            layout.entry(layout.manifest(image("s390x", LAYER)), platform("s390x"), name("mixed:s390x"));
            layout.entry(layout.manifest(Image.of(SECOND_LAYER)), platform("amd64"), name("mixed:amd64"));
        }).tar());
        put("entries for several platforms with one name", layout(layout -> layout
                .entry(layout.manifest(Image.of("s390x", List.of(SECOND_LAYER))), platform("s390x"),
                        name("registry.test/one:1"))
                .entry(layout.manifest(Image.of(LAYER)), platform("amd64"), name("registry.test/one:1"))).tar());
        put("entries for several platforms with one name, another one last", layout(layout -> layout
                .entry(layout.manifest(Image.of(LAYER)), platform("amd64"), name("registry.test/one:2"))
                .entry(layout.manifest(Image.of("s390x", List.of(SECOND_LAYER))), platform("s390x"),
                        name("registry.test/one:2")))
                .tar());
        put("platform in capital letters and other spelling", layout(layout -> layout.entry(layout.index(
                with(layout.manifest(Image.of(LAYER)), "\"platform\":{\"os\":\"Linux\",\"architecture\":\"X86_64\"}"),
                with(layout.manifest(image("s390x", SECOND_LAYER)), platform("s390x"))), name("spelling:1"))).tar());
    }

    private void layers() {
        put("gzip layer", layout(layout -> layout.entry(layout.manifest(layout.add(OCI_CONFIG, config("amd64", LAYER)),
                layout.add(OCI_LAYER_GZIP, GZIP.compress(LAYER.blob().bytes()))), name("gzip:1"))).tar());
        put("zstd layer", layout(layout -> layout.entry(layout.manifest(layout.add(OCI_CONFIG, config("amd64", LAYER)),
                layout.add(OCI_LAYER + "+zstd", ZSTD.compress(LAYER.blob().bytes()))), name("zstd:1")))
                .tar());
        put("empty layer",
                layout(layout -> layout.entry(layout.manifest(Image.of(Layer.plain(new byte[0]))), name("zero:1"))).tar());
        put("foreign layer in the archive", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, config("amd64", LAYER)),
                layout.add("application/vnd.oci.image.layer.nondistributable.v1.tar", LAYER.blob().bytes())),
                name("foreign:1"))).tar());
        put("foreign layer that is not in the archive", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, config("amd64", LAYER, SECOND_LAYER)), layout.add(OCI_LAYER, LAYER.blob().bytes()),
                absent("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")), name("foreign:2"))).tar());
        put("layer of an unknown type", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, config("amd64", LAYER)), layout.add("application/x-layer", LAYER.blob().bytes())),
                name("unknown:1"))).tar());
    }

    private void names() {
        put("reference name that is a full name", layout(layout -> layout.entry(layout.manifest(Image.of(LAYER)),
                refName("registry.test/ref:1"))).tar());
        put("reference name that is a tag", layout(layout -> layout.entry(layout.manifest(Image.of(LAYER)),
                refName("v1"))).tar());
        put("both names", layout(layout -> layout.entry(layout.manifest(Image.of(LAYER)),
                "\"annotations\":{\"io.containerd.image.name\":\"registry.test/full:1\","
                        + "\"org.opencontainers.image.ref.name\":\"1\"}"))
                .tar());
        put("one image with two names", layout(layout -> {
            String manifest = layout.manifest(Image.of(LAYER));
            layout.entry(manifest, name("registry.test/one:1"));
            layout.entry(manifest, name("registry.test/two:1"));
        }).tar());
        put("two images with one name", layout(layout -> {
            layout.entry(layout.manifest(Image.of(LAYER)), name("registry.test/last:1"));
            layout.entry(layout.manifest(Image.of(SECOND_LAYER)), name("registry.test/last:1"));
        }).tar());
        put("image without a name beside one with a name", layout(layout -> {
            layout.entry(layout.manifest(Image.of(SECOND_LAYER)));
            layout.entry(layout.manifest(Image.of(LAYER)), name("registry.test/named:1"));
        }).tar());
        put("image without a name", layout(layout -> layout.entry(layout.manifest(Image.of(LAYER)))).tar());
        put("name by digest", layout(layout -> layout.entry(layout.manifest(Image.of(LAYER)),
                name("registry.test/d@sha256:" + "a".repeat(64)))).tar());
        put("name that is no reference", layout(layout -> layout.entry(layout.manifest(Image.of(LAYER)),
                name("UPPER case and spaces"))).tar());
    }

    private void dockers() {
        put("docker archive", docker().tar());
        put("docker archive, manifest.json first", docker().indexFirst().tar());
        put("docker archive with gzip layers", docker(LAYER.compressed(GZIP), "tagged:1").tar());
        put("docker archive with zstd layers",
                docker(LAYER.compressed(ZSTD), "tagged:zstd").tar());
        put("docker archive with layers in symbolic links",
                twoLayers("tagged:link").symlink("b/layer.tar", "../a/layer.tar").tar());
        put("docker archive with a layer in a hard link",
                twoLayers("tagged:hard").hardLink("b/layer.tar", "a/layer.tar").tar());
        put("docker archive with a symbolic link that leads nowhere", docker().symlink("x/layer.tar", "../nowhere").tar());
        put("docker archive with a chain of symbolic links",
                twoLayers("tagged:chain").symlink("b/layer.tar", "../c/layer.tar").symlink("c/layer.tar", "../a/layer.tar")
                        .tar());
        put("docker archive with several images and names",
                docker(LAYER, "one:1", "one:latest", "registry.test:5000/one").image(Image.of(SECOND_LAYER), "two").tar());
        put("docker archive without names", docker(LAYER).tar());
        put("docker archive with a name by tag and digest",
                docker(LAYER, "a:1@sha256:" + "b".repeat(64)).tar());
        put("docker archive with an invalid name", docker(LAYER, "UPPER:case").tar());
        put("docker archive of an image without layers", new DockerArchive().image(Image.of(), "scratch:1").tar());
        put("docker archive with an empty layer", docker(Layer.plain(new byte[0]), "zero:1").tar());
        put("docker archive for another platform", docker("s390x", LAYER, "other:1").tar());
        put("docker archive for arm/v7",
                docker("arm\",\"variant\":\"v7", LAYER, "arm:1").tar());
        put("docker archive without a platform", docker("", LAYER, "none:1").tar());
        put("docker archive whose diff_ids are wrong",
                docker(new Layer(LAYER.blob(), SECOND_LAYER.diffId(), NONE), "lies:1").tar());
        put("docker archive with a layer that is missing", docker().without("0/0/layer.tar").tar());
        put("docker archive with a configuration that is missing", docker().without("config0.json").tar());
        put("docker archive with an empty list", new DockerArchive().tar());
        put("both formats in one archive", image().file("manifest.json",
                "[{\"Config\":\"absent\",\"RepoTags\":[\"both:1\"],\"Layers\":[]}]").tar());
    }

    private void tars() {
        put("empty index.json beside a good manifest.json", docker().file("oci-layout", Blob.of(LAYOUT.getBytes(UTF_8)))
                .file("index.json", Blob.of("{\"schemaVersion\":2,\"manifests\":null}".getBytes(UTF_8))).tar());
        put("names with ./", image().tar(prefixed("./")));
        put("names below a directory", image().tar(prefixed("image/")));
        put("absolute names", image().tar(prefixed("/")));
        put("file with .. in its name", image().file("../../../etc/passwd", "root").tar());
        put("PAX names",
                image().tar(blobsBy((tar, name, blob) -> tar.pax(Map.of("path", detour(name))).file("short", blob.bytes()))));
        put("GNU long names",
                image().tar(blobsBy((tar, name, blob) -> tar.gnuLongName(detour(name)).file("short", blob.bytes()))));
        put("PAX sparse layer", image().tar(layerBy((tar, name, blob) -> tar.sparse(name, blob.bytes()))));
        put("layer in a hard link",
                image().tar(layerBy((tar, name, blob) -> tar.file("the-layer", blob.bytes()).hardLink(name, "the-layer"))));
        put("layer in a symbolic link", image().tar(
                layerBy((tar, name, blob) -> tar.file("the-layer", blob.bytes()).symlink(name, "../../the-layer"))));
        put("repeated entries", image().tar(
                blobsBy((tar, name, blob) -> tar.file(name, "an older one").file(name, blob.bytes()))));
        put("no end blocks", cut(image().tar(), 1024));
        put("bytes behind the end", join(image().tar(), "trailing".getBytes(UTF_8)));
    }

    private void entries() {
        String image = Image.of(LAYER).manifest().descriptor(OCI_MANIFEST);
        put("entry without mediaType", layout(layout -> layout.entry(untyped(layout.manifest(Image.of(LAYER))),
                name("untyped:1"))).tar());
        put("entry without mediaType for another platform, beside an image", image()
                .entry(untyped(absent(OCI_MANIFEST)), platform("s390x"), name("untyped:2")).tar());
        put("entry without mediaType and name, beside an image", image().entry(untyped(absent(OCI_MANIFEST))).tar());
        put("entry without mediaType in an index", layout(layout -> layout.entry(layout.index(
                untyped(layout.manifest(Image.of(SECOND_LAYER))), layout.manifest(Image.of(LAYER))), name("untyped:3"))).tar());
        put("absent entry without mediaType in an index", layout(layout -> layout.entry(layout.index(
                untyped(absent(OCI_MANIFEST)), layout.manifest(Image.of(LAYER))), name("untyped:4"))).tar());
        put("entry of an unknown type", layout(layout -> layout.entry(layout.add("application/x", "x".getBytes(UTF_8)),
                name("unknown:2"))).tar());
        put("absent entry of an unknown type", layout(layout -> layout.entry(absent("application/x"), name("unknown:3")))
                .tar());
        put("entry of an unknown type in an index", layout(layout -> layout.entry(layout.index(
                layout.manifest(Image.of(LAYER)), layout.add("application/x", "x".getBytes(UTF_8))), name("unknown:4"))).tar());
        put("absent entry of an unknown type in an index", layout(layout -> layout.entry(layout.index(
                layout.manifest(Image.of(LAYER)), absent("application/x")), name("unknown:5"))).tar());
        put("index of absent entries of an unknown type", layout(layout -> layout.entry(layout.index(
                absent("application/x")), name("unknown:6"))).tar());
        put("null entry in index.json", image().file("index.json", "{\"schemaVersion\":2,\"manifests\":[null,"
                + ImageJson.with(image, name("registry.test/null:1")) + "]}").tar());
        put("null entry in an index", layout(layout -> layout.entry(layout.index("null", layout.manifest(Image.of(LAYER))),
                name("null:2"))).tar());
        put("null layer", layout(layout -> layout.entry(layout.manifest(layout.add(OCI_CONFIG, config("amd64", LAYER)),
                "null", layout.add(OCI_LAYER, LAYER.blob().bytes())), name("null:3"))).tar());
        put("null annotations and platform", layout(layout -> layout.entry(layout.index(
                with(layout.manifest(Image.of(LAYER)), "\"annotations\":null", "\"platform\":null")), name("null:4"))).tar());
        put("index.json that is null", image().file("index.json", "null").tar());
        put("manifest.json that is null", new Tar().file("manifest.json", "null").end().bytes());
        put("docker archive with a null image", docker().image(Image.of(SECOND_LAYER), "second:1")
                .tar(list -> list.replace("[{", "[null,{")));
        put("docker archive with a null name", docker().tar(list -> list.replace("[\"tagged:1\"]", "[null]")));
        put("entry of size 0", layout(layout -> layout.entry(
                layout.manifest(Image.of(LAYER)).replaceAll("\"size\":\\d+", "\"size\":0"), name("size:3"))).tar());
        put("entry of a negative size", layout(layout -> layout.entry(
                layout.manifest(Image.of(LAYER)).replaceAll("\"size\":(\\d+)", "\"size\":-$1"), name("size:4"))).tar());
        put("empty entry of an unknown type", layout(layout -> layout.entry(layout.add("application/x", new byte[0]),
                name("size:5"))).tar());
        put("entry by sha512", layout(layout -> layout.entry(layout.manifest(Image.of(LAYER)).replaceAll(
                "sha256:[0-9a-f]+", "sha512:" + "a".repeat(128)), name("sha512:1"))).tar());
        put("entry by sha512 without a name, beside an image", image().entry(absent(OCI_MANIFEST).replaceAll(
                "sha256:[0-9a-f]+", "sha512:" + "a".repeat(128))).tar());
        put("entry without a digest, without a name, beside an image",
                image().entry("{\"mediaType\":\"application/x\"}").tar());
        put("manifest that says it is docker's", layout(layout -> layout.entry(layout.add(OCI_MANIFEST,
                new String(Image.of(LAYER).manifest().bytes(), UTF_8).replace("vnd.oci.image.manifest.v1",
                        "vnd.docker.distribution.manifest.v2").getBytes(UTF_8)),
                name("other:2"))
                .entry(layout.manifest(Image.of(LAYER)))).tar());
        put("the same member twice in index.json", image().file("index.json", "{\"manifests\":[],\"manifests\":["
                + ImageJson.with(image, name("registry.test/twice:2")) + "]}").tar());
    }

    private void trailing() {
        String index = new String(index(ImageJson.with(Image.of(LAYER).manifest().descriptor(OCI_MANIFEST),
                name("registry.test/trailing:1"))), UTF_8);
        put("bytes after oci-layout", image().file("oci-layout", LAYOUT + "{}").tar());
        put("bytes after index.json", image().file("index.json", index + "{}").tar());
        put("bytes after manifest.json", docker().tar(list -> list + "x"));
        put("bytes after a manifest", layout(layout -> {
            layout.manifest(Image.of(LAYER));
            layout.entry(layout.add(OCI_MANIFEST, join(Image.of(LAYER).manifest().bytes(), "x".getBytes(UTF_8))),
                    name("trailing:2"));
        }).tar());
        put("bytes after an image configuration", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, join(config("amd64", LAYER), "x".getBytes(UTF_8))),
                layout.add(OCI_LAYER, LAYER.blob().bytes())), name("trailing:3"))).tar());
        put("spaces around every document", layout(layout -> {
            String config = layout.add(OCI_CONFIG, spaced(config("amd64", LAYER)));
            String manifest = layout.add(OCI_MANIFEST,
                    spaced(ImageJson.manifest(config, List.of(layout.add(OCI_LAYER, LAYER.blob().bytes())))));
            layout.file("index.json", new String(spaced(index(ImageJson.with(manifest, name("trailing:4")))), UTF_8));
        }).file("oci-layout", " \n" + LAYOUT + "\t\n").tar());
        put("repeated layer, the last one damaged", image().tar(layerBy(
                (tar, name, blob) -> tar.file(name, blob.bytes()).file(name, blob.falsified().bytes()))));
        put("repeated manifest, the last one damaged", image().tar(blobsBy(
                (tar, name, blob) -> tar.file(name, blob.bytes()).file(name, "damaged"))));
        put("docker archive with a repeated layer, the last one damaged",
                docker().file("0/./0/layer.tar", LAYER.blob().falsified()).tar());
        put("good manifest.json without index.json", docker().file("oci-layout", Blob.of(LAYOUT.getBytes(UTF_8))).tar());
    }

    private static byte[] spaced(byte[] document) {
        return (" \r\n\t" + new String(document, UTF_8) + "\n \n").getBytes(UTF_8);
    }

    private static String untyped(String descriptor) {
        return descriptor.replaceFirst("\"mediaType\":\"[^\"]*\",", "");
    }

    private void compressed() {
        byte[] plain = image().tar();
        put("compressed with gzip", GZIP.compress(plain));
        put("compressed with gzip in two members", join(GZIP.compress(Arrays.copyOf(plain, 1000)),
                GZIP.compress(Arrays.copyOfRange(plain, 1000, plain.length))));
        put("compressed with zstd", ZSTD.compress(plain));
        put("compressed with xz", XZ.compress(plain));
        put("compressed with bzip2", BZIP2.compress(plain));
        put("compressed with lz4", LZ4.compress(plain));
        put("compressed twice", GZIP.compress(GZIP.compress(plain)));
        put("docker archive compressed with gzip", GZIP.compress(docker().tar()));
    }

    private void damaged() {
        byte[] plain = image().tar();
        put("empty file", new byte[0]);
        put("empty tar file", new byte[10240]);
        put("text", "this is not an archive. ".repeat(100).getBytes(UTF_8));
        put("cut short in a blob", Arrays.copyOf(plain, plain.length - 4000));
        put("cut short in a header", Arrays.copyOf(plain, 700));
        put("layer that is missing", image().without(LAYER.blob()).tar());
        put("configuration that is missing", image().without(Image.of(LAYER).config()).tar());
        put("manifest that is missing", layout(layout -> layout.entry(absent(OCI_MANIFEST), name("absent:1"))).tar());
        put("image configuration that is no JSON", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, "no JSON".getBytes(UTF_8)), layout.add(OCI_LAYER, LAYER.blob().bytes())),
                name("config:1"))).tar());
        put("image configuration without rootfs", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(UTF_8)),
                layout.add(OCI_LAYER, LAYER.blob().bytes())), name("config:2"))).tar());
        put("image configuration for another number of layers", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, Image.of(LAYER, SECOND_LAYER).config().bytes()),
                layout.add(OCI_LAYER, LAYER.blob().bytes())), name("config:3"))).tar());
        put("image configuration that Go cannot decode", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, new String(Image.of(LAYER).config().bytes(), UTF_8)
                        .replace("\"Cmd\":[\"/x\"]", "\"Cmd\":\"/x\"").getBytes(UTF_8)),
                layout.add(OCI_LAYER, LAYER.blob().bytes())), name("config:4"))).tar());
        put("manifest with a byte order mark", layout(layout -> {
            layout.manifest(Image.of(LAYER));
            layout.entry(layout.add(OCI_MANIFEST, join("\ufeff".getBytes(UTF_8), Image.of(LAYER).manifest().bytes())),
                    name("mark:1"));
        }).tar());
        put("index.json with a byte order mark", image().file("index.json",
                "\ufeff" + new String(index(ImageJson.with(Image.of(LAYER).manifest().descriptor(OCI_MANIFEST),
                        name("registry.test/mark:2"))), UTF_8))
                .tar());
        put("layer whose bytes are not its digest's", image().falsify(LAYER.blob()).tar());
        put("manifest whose size is not its descriptor's", layout(layout -> layout.entry(
                layout.manifest(Image.of(LAYER)).replaceAll("\"size\":(\\d+)", "\"size\":1$1"), name("size:1"))).tar());
        put("layer whose size is not its descriptor's", layout(layout -> layout.entry(layout.manifest(
                layout.add(OCI_CONFIG, config("amd64", LAYER)),
                layout.add(OCI_LAYER, LAYER.blob().bytes()).replaceAll("\"size\":(\\d+)", "\"size\":1$1")), name("size:2")))
                .tar());
        put("index without entries", layout(layout -> {
        }).tar());
        put("OCI image layout without index.json", new Tar().file("oci-layout", LAYOUT).end().bytes());
        put("OCI image layout of version 1.1.0", image().file("oci-layout", LAYOUT.replace("1.0.0", "1.1.0")).tar());
        put("index.json without oci-layout", image().without("oci-layout").tar());
        put("index.json that is no JSON", image().file("index.json", "{").tar());
        put("manifest of schema version 1", layout(layout -> layout.entry(
                layout.add(OCI_MANIFEST, "{\"schemaVersion\":1,\"fsLayers\":[{}]}".getBytes(UTF_8)), name("v1:1"))).tar());
        put("index that says it is a manifest", layout(layout -> layout.entry(layout.add(OCI_MANIFEST,
                index(layout.manifest(Image.of(LAYER)))), name("confused:1"))).tar());
    }

    private static OciLayout layout(Consumer<OciLayout> content) {
        OciLayout layout = new OciLayout();
        content.accept(layout);
        return layout;
    }

    private static OciLayout image() {
        return new OciLayout().image("registry.test/image:1", Image.of(LAYER));
    }

    private static DockerArchive docker() {
        return docker(LAYER, "tagged:1");
    }

    private static DockerArchive docker(Layer layer, String... names) {
        return docker("amd64", layer, names);
    }

    private static DockerArchive docker(String architecture, Layer layer, String... names) {
        return new DockerArchive().image(image(architecture, layer), names);
    }

    private static Image image(String architecture, Layer... layers) {
        return Image.of(architecture, List.of(layers));
    }

    /** An image of two layers that are the same file, as docker before version 1.10 wrote them. */
    private static DockerArchive twoLayers(String name) {
        return new DockerArchive().file("config.json", image("amd64", LAYER, LAYER).config()).file("a/layer.tar", LAYER.blob())
                .image("config.json", List.of(name), List.of("a/layer.tar", "b/layer.tar"));
    }

    /** Entries in place of the first layer's, and others as they are. */
    private static OciLayout.Entry layerBy(OciLayout.Entry entry) {
        return (tar, name, blob) -> {
            if (blob.equals(LAYER.blob())) {
                entry.add(tar, name, blob);
            } else {
                tar.file(name, blob.bytes());
            }
        };
    }

    /** Entries of blobs in place of the usual ones. */
    private static OciLayout.Entry blobsBy(OciLayout.Entry entry) {
        return (tar, name, blob) -> {
            if (name.startsWith("blobs/")) {
                entry.add(tar, name, blob);
            } else {
                tar.file(name, blob.bytes());
            }
        };
    }

    private static OciLayout.Entry prefixed(String prefix) {
        return (tar, name, blob) -> tar.file(prefix + name, blob.bytes());
    }

    private static String detour(String name) {
        return "./" + "x/../".repeat(40) + name;
    }

    private static byte[] config(String architecture, Layer... layers) {
        return image(architecture, layers).config().bytes();
    }

    private static String absent(String mediaType) {
        return ImageJson.descriptor(mediaType, ("absent " + mediaType).getBytes(UTF_8));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static byte[] cut(byte[] bytes, int atEnd) {
        return Arrays.copyOf(bytes, bytes.length - atEnd);
    }
}
