package io.quarkiverse.containerd.runtime.preseed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

import io.quarkiverse.containerd.client.Digest;

/** Archives of every kind that containerd's import takes, and of kinds that it does not; the same bytes on every machine. */
final class ArchiveCorpus {

    private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private static final byte[] LAYER = layer("etc/base", 1);
    private static final byte[] SECOND_LAYER = layer("etc/second", 2);

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
        corpus.compressed();
        corpus.damaged();
        return corpus.archives;
    }

    /** Writes the first of the archives as files. */
    static void writeDirectory(Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(image().tar()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(tar, file);
            }
        }
    }

    private void put(String what, byte[] archive) {
        archives.put(what, archive);
    }

    private void layouts() {
        put("OCI image layout", image().tar());
        put("OCI image layout, index last", image().indexLast().tar());
        put("image in a nested index", new Layout(layout -> {
            String inner = layout.index(layout.manifest("amd64", LAYER));
            layout.entry(layout.index(inner), named("nested:1"));
        }).tar());
        put("docker manifest list", new Layout(layout -> layout.entry(layout.add(
                "application/vnd.docker.distribution.manifest.list.v2+json", indexBytes(
                        "application/vnd.docker.distribution.manifest.list.v2+json",
                        with(layout.manifest("amd64", LAYER), platform("amd64")))),
                named("list:1"))).tar());
        put("several images that share layers", new Layout(layout -> {
            layout.entry(layout.manifest("amd64", LAYER), named("shared:1"));
            layout.entry(layout.manifest("amd64", LAYER, SECOND_LAYER), named("shared:2"));
        }).tar());
        put("artifact", new Layout(layout -> layout.entry(layout.manifestOf(
                layout.add("application/vnd.oci.empty.v1+json", "{}".getBytes(UTF_8)),
                layout.add("application/spdx+json", "{\"spdx\":1}".getBytes(UTF_8))), named("artifact:1"))).tar());
        put("image with an attestation", new Layout(layout -> {
            String image = layout.manifest("amd64", LAYER);
            String attestation = layout.manifestOf(layout.add(OCI_CONFIG, config("unknown", "unknown")),
                    layout.add("application/vnd.in-toto+json", "{\"predicate\":1}".getBytes(UTF_8)));
            layout.entry(layout.index(with(image, platform("amd64")), with(attestation,
                    "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"},"
                            + "\"platform\":{\"architecture\":\"unknown\",\"os\":\"unknown\"}")),
                    named("attested:1"));
        }).tar());
        put("manifest without layers", new Layout(layout -> layout.entry(layout.manifest("amd64"), named("empty:1"))).tar());
        put("the same layer twice in an image",
                new Layout(layout -> layout.entry(layout.manifest("amd64", LAYER, LAYER), named("twice:1"))).tar());
        put("files that nothing refers to", image().file("README", "hello").file("repositories", "{}").tar());
        put("blob under a name of its own", image().rename("elsewhere").tar());
        put("annotations and unknown members everywhere", new Layout(layout -> {
            String manifest = layout.manifest("amd64", LAYER);
            layout.entry(manifest, "\"annotations\":{\"io.containerd.image.name\":\"annotated:1\",\"org.example\":\"<&>é\"},"
                    + "\"urls\":[\"http://example.org\"],\"data\":\"e30=\",\"artifactType\":\"x/y\",\"unknown\":[1,{}]");
        }).tar());
    }

    private void platforms() {
        put("image for several platforms, all in the archive", new Layout(layout -> layout.entry(layout.index(
                with(layout.manifest("amd64", LAYER), platform("amd64")),
                with(layout.manifest("s390x", SECOND_LAYER), platform("s390x"))), named("multi:1"))).tar());
        put("image for several platforms, this one only in the archive", new Layout(layout -> layout.entry(layout.index(
                with(layout.manifest("amd64", LAYER), platform("amd64")),
                with(absent(OCI_MANIFEST), platform("s390x"))), named("part:1"))).tar());
        put("image for amd64 and 386", new Layout(layout -> layout.entry(layout.index(
                with(layout.manifest("amd64", LAYER), platform("amd64")),
                with(layout.manifest("386", SECOND_LAYER), platform("386"))), named("both:1"))).tar());
        put("image for amd64 and 386, without the latter's manifest", new Layout(layout -> layout.entry(layout.index(
                with(layout.manifest("amd64", LAYER), platform("amd64")),
                with(absent(OCI_MANIFEST), platform("386"))), named("without386:1"))).tar());
        put("image for another platform in an index", new Layout(layout -> layout.entry(layout.index(
                with(layout.manifest("s390x", LAYER), platform("s390x"))), named("hollow:1"))).tar());
        put("image for another platform", new Layout(layout -> layout.entry(layout.manifest("s390x", LAYER),
                platform("s390x") + "," + named("other:1"))).tar());
        put("images for this and for another platform", new Layout(layout -> {
            layout.entry(layout.manifest("s390x", LAYER), platform("s390x") + "," + named("mixed:s390x"));
            layout.entry(layout.manifest("amd64", SECOND_LAYER), platform("amd64") + "," + named("mixed:amd64"));
        }).tar());
        put("platform in capital letters and other spelling", new Layout(layout -> layout.entry(layout.index(
                with(layout.manifest("amd64", LAYER), "\"platform\":{\"os\":\"Linux\",\"architecture\":\"X86_64\"}"),
                with(layout.manifest("s390x", SECOND_LAYER), platform("s390x"))), named("spelling:1"))).tar());
    }

    private void layers() {
        put("gzip layer", new Layout(layout -> layout.entry(layout.manifestOf(layout.add(OCI_CONFIG, config("amd64", LAYER)),
                layout.add(OCI_LAYER + "+gzip", gzip(LAYER))), named("gzip:1"))).tar());
        put("zstd layer", new Layout(layout -> layout.entry(layout.manifestOf(layout.add(OCI_CONFIG, config("amd64", LAYER)),
                layout.add(OCI_LAYER + "+zstd", compress(LAYER, ZstdOutputStreamNoFinalizer::new))), named("zstd:1")))
                .tar());
        put("empty layer", new Layout(layout -> layout.entry(layout.manifest("amd64", new byte[0]), named("zero:1"))).tar());
        put("foreign layer in the archive", new Layout(layout -> layout.entry(layout.manifestOf(
                layout.add(OCI_CONFIG, config("amd64", LAYER)),
                layout.add("application/vnd.oci.image.layer.nondistributable.v1.tar", LAYER)), named("foreign:1"))).tar());
        put("foreign layer that is not in the archive", new Layout(layout -> layout.entry(layout.manifestOf(
                layout.add(OCI_CONFIG, config("amd64", LAYER, SECOND_LAYER)), layout.add(OCI_LAYER, LAYER),
                absent("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")), named("foreign:2"))).tar());
        put("layer of an unknown type", new Layout(layout -> layout.entry(layout.manifestOf(
                layout.add(OCI_CONFIG, config("amd64", LAYER)), layout.add("application/x-layer", LAYER)),
                named("unknown:1"))).tar());
    }

    private void names() {
        put("reference name that is a full name", new Layout(layout -> layout.entry(layout.manifest("amd64", LAYER),
                refName("registry.test/ref:1"))).tar());
        put("reference name that is a tag", new Layout(layout -> layout.entry(layout.manifest("amd64", LAYER),
                refName("v1"))).tar());
        put("both names", new Layout(layout -> layout.entry(layout.manifest("amd64", LAYER),
                "\"annotations\":{\"io.containerd.image.name\":\"registry.test/full:1\","
                        + "\"org.opencontainers.image.ref.name\":\"1\"}"))
                .tar());
        put("one image with two names", new Layout(layout -> {
            String manifest = layout.manifest("amd64", LAYER);
            layout.entry(manifest, named("registry.test/one:1"));
            layout.entry(manifest, named("registry.test/two:1"));
        }).tar());
        put("two images with one name", new Layout(layout -> {
            layout.entry(layout.manifest("amd64", LAYER), named("registry.test/last:1"));
            layout.entry(layout.manifest("amd64", SECOND_LAYER), named("registry.test/last:1"));
        }).tar());
        put("image without a name beside one with a name", new Layout(layout -> {
            layout.entry(layout.manifest("amd64", SECOND_LAYER), "");
            layout.entry(layout.manifest("amd64", LAYER), named("registry.test/named:1"));
        }).tar());
        put("image without a name", new Layout(layout -> layout.entry(layout.manifest("amd64", LAYER), "")).tar());
        put("name by digest", new Layout(layout -> layout.entry(layout.manifest("amd64", LAYER),
                named("registry.test/d@sha256:" + "a".repeat(64)))).tar());
        put("name that is no reference", new Layout(layout -> layout.entry(layout.manifest("amd64", LAYER),
                named("UPPER case and spaces"))).tar());
    }

    private void dockers() {
        put("docker archive", docker().tar());
        put("docker archive, manifest.json first", docker().indexFirst().tar());
        put("docker archive with gzip layers", new Docker().image("tagged:1", gzip(LAYER), LAYER).tar());
        put("docker archive with zstd layers",
                new Docker().image("tagged:zstd", compress(LAYER, ZstdOutputStreamNoFinalizer::new), LAYER).tar());
        put("docker archive with layers in symbolic links", new Docker().linked("tagged:link", '2', "../a/layer.tar").tar());
        put("docker archive with a layer in a hard link", new Docker().linked("tagged:hard", '1', "a/layer.tar").tar());
        put("docker archive with a symbolic link that leads nowhere", docker().link("x/layer.tar", '2', "../nowhere").tar());
        put("docker archive with a chain of symbolic links",
                new Docker().linked("tagged:chain", '2', "../c/layer.tar").link("c/layer.tar", '2', "../a/layer.tar").tar());
        put("docker archive with several images and names",
                new Docker().image("one:1\",\"one:latest\",\"registry.test:5000/one", LAYER, LAYER)
                        .image("two", SECOND_LAYER, SECOND_LAYER).tar());
        put("docker archive without names", new Docker().image(null, LAYER, LAYER).tar());
        put("docker archive with a name by tag and digest",
                new Docker().image("a:1@sha256:" + "b".repeat(64), LAYER, LAYER).tar());
        put("docker archive with an invalid name", new Docker().image("UPPER:case", LAYER, LAYER).tar());
        put("docker archive of an image without layers", new Docker().image("scratch:1", null, null).tar());
        put("docker archive with an empty layer", new Docker().image("zero:1", new byte[0], new byte[0]).tar());
        put("docker archive for another platform", new Docker().architecture("s390x").image("other:1", LAYER, LAYER).tar());
        put("docker archive for arm/v7",
                new Docker().architecture("arm\",\"variant\":\"v7").image("arm:1", LAYER, LAYER).tar());
        put("docker archive without a platform", new Docker().architecture("").image("none:1", LAYER, LAYER).tar());
        put("docker archive whose diff_ids are wrong", new Docker().image("lies:1", LAYER, SECOND_LAYER).tar());
        put("docker archive with a layer that is missing", docker().without("layer.tar").tar());
        put("docker archive with a configuration that is missing", docker().without("config0.json").tar());
        put("docker archive with an empty list", new Docker().tar());
        put("both formats in one archive", image().file("manifest.json",
                "[{\"Config\":\"absent\",\"RepoTags\":[\"both:1\"],\"Layers\":[]}]").tar());
    }

    private void tars() {
        put("names with ./", image().prefix("./").tar());
        put("names below a directory", image().prefix("image/").tar());
        put("absolute names", image().prefix("/").tar());
        put("file with .. in its name", image().file("../../../etc/passwd", "root").tar());
        put("PAX names", image().pax().tar());
        put("GNU long names", image().gnu().tar());
        put("PAX sparse layer", image().sparse().tar());
        put("layer in a hard link", image().hardLinked().tar());
        put("layer in a symbolic link", image().symbolic().tar());
        put("repeated entries", image().repeated().tar());
        put("no end blocks", cut(image().tar(), 1024));
        put("bytes behind the end", join(image().tar(), "trailing".getBytes(UTF_8)));
    }

    private void compressed() {
        byte[] plain = image().tar();
        put("compressed with gzip", gzip(plain));
        put("compressed with gzip in two members", join(gzip(Arrays.copyOf(plain, 1000)),
                gzip(Arrays.copyOfRange(plain, 1000, plain.length))));
        put("compressed with zstd", compress(plain, ZstdOutputStreamNoFinalizer::new));
        put("compressed with xz", compress(plain, XZCompressorOutputStream::new));
        put("compressed with bzip2", compress(plain, BZip2CompressorOutputStream::new));
        put("compressed with lz4", compress(plain, FramedLZ4CompressorOutputStream::new));
        put("compressed twice", gzip(gzip(plain)));
        put("docker archive compressed with gzip", gzip(docker().tar()));
    }

    private void damaged() {
        byte[] plain = image().tar();
        put("empty file", new byte[0]);
        put("empty tar file", new byte[10240]);
        put("text", "this is not an archive. ".repeat(100).getBytes(UTF_8));
        put("cut short in a blob", Arrays.copyOf(plain, plain.length - 4000));
        put("cut short in a header", Arrays.copyOf(plain, 700));
        put("layer that is missing", image().without(LAYER).tar());
        put("configuration that is missing", image().without(config("amd64", LAYER)).tar());
        put("manifest that is missing", new Layout(layout -> layout.entry(absent(OCI_MANIFEST), named("absent:1"))).tar());
        put("layer whose bytes are not its digest's", image().falsified(LAYER).tar());
        put("manifest whose size is not its descriptor's", new Layout(layout -> layout.entry(
                layout.manifest("amd64", LAYER).replaceAll("\"size\":(\\d+)", "\"size\":1$1"), named("size:1"))).tar());
        put("layer whose size is not its descriptor's", new Layout(layout -> layout.entry(layout.manifestOf(
                layout.add(OCI_CONFIG, config("amd64", LAYER)),
                layout.add(OCI_LAYER, LAYER).replaceAll("\"size\":(\\d+)", "\"size\":1$1")), named("size:2"))).tar());
        put("index without entries", new Layout(layout -> {
        }).tar());
        put("OCI image layout without index.json", new Tar().file("oci-layout", LAYOUT).end());
        put("OCI image layout of version 1.1.0", image().version("1.1.0").tar());
        put("index.json without oci-layout", image().without("oci-layout").tar());
        put("index.json that is no JSON", image().file("index.json", "{").tar());
        put("manifest of schema version 1", new Layout(layout -> layout.entry(
                layout.add(OCI_MANIFEST, "{\"schemaVersion\":1,\"fsLayers\":[{}]}".getBytes(UTF_8)), named("v1:1"))).tar());
        put("index that says it is a manifest", new Layout(layout -> layout.entry(layout.add(OCI_MANIFEST,
                indexBytes(OCI_INDEX, layout.manifest("amd64", LAYER))), named("confused:1"))).tar());
    }

    private static Layout image() {
        return new Layout(layout -> layout.entry(layout.manifest("amd64", LAYER), named("registry.test/image:1")));
    }

    private static Docker docker() {
        return new Docker().image("tagged:1", LAYER, LAYER);
    }

    /** An OCI image layout in the making. */
    private static final class Layout {

        private final Map<String, byte[]> blobs = new LinkedHashMap<>();
        private final Map<String, byte[]> more = new LinkedHashMap<>();
        private final List<String> entries = new ArrayList<>();
        private String version = "1.0.0";
        private String prefix = "";
        private String missing = "";
        private boolean indexLast;
        private Writing writing = Writing.PLAIN;

        private enum Writing {
            PLAIN,
            PAX,
            GNU,
            SPARSE,
            HARD,
            SYMBOLIC,
            REPEATED
        }

        Layout(Consumer<Layout> content) {
            content.accept(this);
        }

        String add(String mediaType, byte[] bytes) {
            blobs.put(blobName(bytes), bytes);
            return descriptor(mediaType, bytes);
        }

        String manifest(String architecture, byte[]... layers) {
            String config = add(OCI_CONFIG, config(architecture, layers));
            return manifestOf(config, Arrays.stream(layers).map(layer -> add(OCI_LAYER, layer)).toArray(String[]::new));
        }

        String manifestOf(String config, String... layers) {
            return add(OCI_MANIFEST, ("{\"schemaVersion\":2,\"mediaType\":\"" + OCI_MANIFEST + "\",\"config\":" + config
                    + ",\"layers\":[" + String.join(",", layers) + "]}").getBytes(UTF_8));
        }

        String index(String... manifests) {
            return add(OCI_INDEX, indexBytes(OCI_INDEX, manifests));
        }

        void entry(String descriptor, String members) {
            entries.add(members.isEmpty() ? descriptor : with(descriptor, members));
        }

        Layout indexLast() {
            indexLast = true;
            return this;
        }

        Layout file(String name, String text) {
            more.put(name, text.getBytes(UTF_8));
            return this;
        }

        Layout rename(String name) {
            more.put(name, blobs.remove(blobName(LAYER)));
            return this;
        }

        Layout without(byte[] blob) {
            blobs.remove(blobName(blob));
            return this;
        }

        Layout without(String name) {
            missing = name;
            return this;
        }

        Layout falsified(byte[] blob) {
            byte[] other = blob.clone();
            other[600] ^= 1;
            blobs.put(blobName(blob), other);
            return this;
        }

        Layout version(String other) {
            version = other;
            return this;
        }

        Layout prefix(String other) {
            prefix = other;
            return this;
        }

        Layout pax() {
            writing = Writing.PAX;
            return this;
        }

        Layout gnu() {
            writing = Writing.GNU;
            return this;
        }

        Layout sparse() {
            writing = Writing.SPARSE;
            return this;
        }

        Layout hardLinked() {
            writing = Writing.HARD;
            return this;
        }

        Layout symbolic() {
            writing = Writing.SYMBOLIC;
            return this;
        }

        Layout repeated() {
            writing = Writing.REPEATED;
            return this;
        }

        byte[] tar() {
            Tar tar = new Tar();
            if (!missing.equals("oci-layout")) {
                tar.file(prefix + "oci-layout", LAYOUT.replace("1.0.0", version));
            }
            String index = new String(indexBytes(OCI_INDEX, entries.toArray(String[]::new)), UTF_8);
            if (!indexLast) {
                tar.file(prefix + "index.json", index);
            }
            blobs.forEach((name, bytes) -> blob(tar, prefix + name, bytes));
            more.forEach((name, bytes) -> tar.entry('0', name, "", bytes));
            if (indexLast) {
                tar.file(prefix + "index.json", index);
            }
            return tar.end();
        }

        private void blob(Tar tar, String name, byte[] bytes) {
            if (writing == Writing.PAX) {
                tar.pax("path", "./" + "x/../".repeat(40) + name).entry('0', "short", "", bytes);
            } else if (writing == Writing.GNU) {
                tar.entry('L', "././@LongLink", "", ("./" + "x/../".repeat(40) + name + "\0").getBytes(UTF_8))
                        .entry('0', "short", "", bytes);
            } else if (writing == Writing.REPEATED) {
                tar.entry('0', name, "", "an older one".getBytes(UTF_8)).entry('0', name, "", bytes);
            } else if (!Arrays.equals(bytes, LAYER) || writing == Writing.PLAIN) {
                tar.entry('0', name, "", bytes);
            } else if (writing == Writing.SPARSE) {
                tar.sparse(name, bytes);
            } else {
                tar.entry('0', "the-layer", "", bytes).entry(writing == Writing.HARD ? '1' : '2', name,
                        writing == Writing.HARD ? "the-layer" : "../../the-layer", new byte[0]);
            }
        }
    }

    /** A docker archive in the making. */
    private static final class Docker {

        private final Map<String, byte[]> files = new LinkedHashMap<>();
        private final List<String> images = new ArrayList<>();
        private final List<String[]> links = new ArrayList<>();
        private String architecture = "amd64";
        private boolean indexFirst;

        Docker architecture(String other) {
            architecture = other;
            return this;
        }

        /** An image of one layer, or of none. */
        Docker image(String names, byte[] stored, byte[] plain) {
            String config = "config" + images.size() + ".json";
            files.put(config, plain == null ? config(architecture) : config(architecture, plain));
            String layers = "";
            if (stored != null) {
                String layer = images.isEmpty() ? "layer.tar" : "layer" + images.size() + ".tar";
                files.put(layer, stored);
                layers = "\"" + layer + "\"";
            }
            images.add("{\"Config\":\"" + config + "\",\"RepoTags\":" + (names == null ? "null" : "[\"" + names + "\"]")
                    + ",\"Layers\":[" + layers + "]}");
            return this;
        }

        /** An image of two layers that are the same file, as docker before version 1.10 wrote them. */
        Docker linked(String name, char type, String target) {
            files.put("config.json", config(architecture, LAYER, LAYER));
            files.put("a/layer.tar", LAYER);
            link("b/layer.tar", type, target);
            images.add("{\"Config\":\"config.json\",\"RepoTags\":[\"" + name
                    + "\"],\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}");
            return this;
        }

        Docker link(String name, char type, String target) {
            links.add(new String[] { name, Character.toString(type), target });
            return this;
        }

        Docker without(String name) {
            files.remove(name);
            return this;
        }

        Docker indexFirst() {
            indexFirst = true;
            return this;
        }

        byte[] tar() {
            Tar tar = new Tar();
            String manifest = "[" + String.join(",", images) + "]";
            if (indexFirst) {
                tar.file("manifest.json", manifest);
            }
            files.forEach((name, bytes) -> tar.entry('0', name, "", bytes));
            links.forEach(link -> tar.entry(link[1].charAt(0), link[0], link[2], new byte[0]));
            if (!indexFirst) {
                tar.file("manifest.json", manifest);
            }
            return tar.end();
        }
    }

    /** A tar file in the making, with entries of any type. */
    private static final class Tar {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8");

        Tar file(String name, String text) {
            return entry('0', name, "", text.getBytes(UTF_8));
        }

        Tar entry(char type, String name, String link, byte[] body) {
            TarArchiveEntry entry = new TarArchiveEntry(name, (byte) type, true);
            entry.setLinkName(link);
            entry.setSize(body.length);
            entry.setModTime(0);
            try {
                out.putArchiveEntry(entry);
                out.write(body);
                out.closeArchiveEntry();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        Tar pax(String... keysAndValues) {
            StringBuilder records = new StringBuilder();
            for (int i = 0; i < keysAndValues.length; i += 2) {
                String rest = " " + keysAndValues[i] + "=" + keysAndValues[i + 1] + "\n";
                int length = rest.length() + 1;
                while (length != rest.length() + Integer.toString(length).length()) {
                    length = rest.length() + Integer.toString(length).length();
                }
                records.append(length).append(rest);
            }
            return entry(TarConstants.LF_PAX_EXTENDED_HEADER_LC, "PaxHeaders/x", "", records.toString().getBytes(UTF_8));
        }

        /** The body without a run of zeros at its end, in the sparse format 1.0. */
        Tar sparse(String name, byte[] body) {
            int stored = body.length - 1024;
            byte[] map = Arrays.copyOf(("1\n0\n" + stored + "\n").getBytes(UTF_8), 512);
            return pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.name", name, "GNU.sparse.realsize",
                    Integer.toString(body.length)).entry('0', "GNUSparseFile.0/x", "", join(map, Arrays.copyOf(body, stored)));
        }

        private Tar entry(byte type, String name, String link, byte[] body) {
            return entry((char) type, name, link, body);
        }

        byte[] end() {
            try {
                out.finish();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }

    private static byte[] layer(String name, long seed) {
        byte[] body = new byte[3000];
        new Random(seed).nextBytes(body);
        return cut(new Tar().entry('0', name, "", body).end(), 0);
    }

    private static String blobName(byte[] blob) {
        return "blobs/sha256/" + Digest.of(blob).hex();
    }

    private static String descriptor(String mediaType, byte[] blob) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + Digest.of(blob) + "\",\"size\":" + blob.length + "}";
    }

    private static String absent(String mediaType) {
        return descriptor(mediaType, ("absent " + mediaType).getBytes(UTF_8));
    }

    private static String with(String descriptor, String members) {
        return descriptor.substring(0, descriptor.length() - 1) + "," + members + "}";
    }

    private static String named(String name) {
        return "\"annotations\":{\"io.containerd.image.name\":\"" + name + "\"}";
    }

    private static String refName(String name) {
        return "\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}";
    }

    private static String platform(String architecture) {
        return "\"platform\":{\"architecture\":\"" + architecture + "\",\"os\":\"linux\"}";
    }

    private static byte[] indexBytes(String mediaType, String... manifests) {
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + mediaType + "\",\"manifests\":[" + String.join(",", manifests) + "]}")
                .getBytes(UTF_8);
    }

    private static byte[] config(String architecture, byte[]... layers) {
        return config(architecture, architecture.isEmpty() ? "" : "linux", layers);
    }

    private static byte[] config(String architecture, String os, byte[]... layers) {
        List<String> diffIds = Arrays.stream(layers).map(layer -> "\"" + Digest.of(layer) + "\"").toList();
        return ("{\"architecture\":\"" + architecture + "\",\"os\":\"" + os + "\",\"config\":{\"Cmd\":[\"x\"]},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds) + "]}}").getBytes(UTF_8);
    }

    private interface Compressor {
        OutputStream to(OutputStream target) throws IOException;
    }

    private static byte[] gzip(byte[] bytes) {
        return compress(bytes, GZIPOutputStream::new);
    }

    private static byte[] compress(byte[] bytes, Compressor compressor) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream out = compressor.to(target)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toByteArray();
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
