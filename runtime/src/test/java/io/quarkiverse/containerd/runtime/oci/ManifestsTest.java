package io.quarkiverse.containerd.runtime.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.containerd.client.Digest;

class ManifestsTest {

    private static final JsonDocuments DOCUMENTS = new JsonDocuments(100);
    private static final String HEX = "a".repeat(64);

    private static List<Descriptor> children(String mediaType, String json) throws ImageException {
        byte[] bytes = json.replace("'", "\"").getBytes(UTF_8);
        return Manifests.children(DOCUMENTS,
                new Descriptor(mediaType, Digest.of(bytes), bytes.length, Map.of(), Optional.empty()), bytes);
    }

    private static String descriptor(String mediaType) {
        return "{'mediaType':'" + mediaType + "','digest':'sha256:" + HEX + "','size':7}";
    }

    @Test
    void aManifestNamesConfigThenLayers() throws ImageException {
        assertThat(children(MediaTypes.OCI_MANIFEST,
                "{'layers':[" + descriptor("l1") + "," + descriptor("l2") + "],'config':" + descriptor("c") + "}"))
                .extracting(Descriptor::mediaType).containsExactly("c", "l1", "l2");
    }

    @Test
    void anIndexNamesManifestsWithPlatforms() throws ImageException {
        List<Descriptor> children = children(MediaTypes.OCI_INDEX,
                "{'Manifests':[{'mediaType':'m','digest':'sha256:" + HEX + "','SIZE':7,'annotations':{'b':'2','a':null},"
                        + "'platform':{'os':'linux','architecture':'arm','variant':'v7','os.version':'1'}},"
                        + descriptor("n").replace("}", ",'platform':null,'annotations':null}") + "],'unknown':[1]}");
        assertThat(children).containsExactly(
                new Descriptor("m", Digest.ofHex(HEX), 7, Map.of("b", "2", "a", ""),
                        Optional.of(new Platform("linux", "arm", "v7", "1"))),
                new Descriptor("n", Digest.ofHex(HEX), 7, Map.of(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "application/vnd.oci.image.manifest.v1+json | {'fsLayers':[{}]} | schema version 1",
            "application/vnd.oci.image.manifest.v1+json | {'manifests':[{}]} | expected a manifest but found an index",
            "application/vnd.oci.image.manifest.v1+json | {'mediaType':'application/vnd.oci.image.index.v1+json'} | expected a manifest",
            "application/vnd.oci.image.index.v1+json | {'layers':[{}]} | expected an index but found a manifest",
            "application/vnd.oci.image.index.v1+json | {'config':{'a':1}} | expected an index but found a manifest",
            "application/vnd.oci.image.index.v1+json | {'mediaType':'application/vnd.oci.image.manifest.v1+json'} | expected an index",
            "application/vnd.oci.image.manifest.v1+json | {} | not a sha256 digest",
            "application/vnd.oci.image.index.v1+json | {'manifests':{}} | is not an array",
            "application/vnd.oci.image.index.v1+json | {'manifests':[1]} | \"manifests\"[0] is not an object",
            "application/vnd.oci.image.index.v1+json | {'manifests':[{'digest':5}]} | \"digest\" is not a string",
            "application/vnd.oci.image.index.v1+json | {'manifests':[{'size':'5'}]} | \"size\" is not an integer",
            "application/vnd.oci.image.index.v1+json | {'manifests':[{'size':1.5}]} | \"size\" is not an integer",
            "application/vnd.oci.image.index.v1+json | {'manifests':[{'size':-1}]} | negative",
            "application/vnd.oci.image.index.v1+json | {'manifests':[{'annotations':[]}]} | is not an object",
            "application/vnd.oci.image.index.v1+json | {'manifests':[{'annotations':{'a':1}}]} | is not a string",
            "application/vnd.oci.image.index.v1+json | [] | is not a JSON object",
            "application/vnd.oci.image.index.v1+json | garbage | is not usable JSON",
            "application/vnd.oci.image.index.v1+json | {'a': | is not usable JSON" })
    void refuses(String mediaType, String json, String reason) {
        assertThatThrownBy(() -> children(mediaType, json)).isInstanceOf(ImageException.class).hasMessageContaining(reason);
    }

    @Test
    void boundsTheTokens() {
        assertThatThrownBy(() -> DOCUMENTS.object("x", ("{\"a\":[" + "1,".repeat(1_100_000) + "1]}").getBytes(UTF_8)))
                .isInstanceOf(ImageException.class).hasMessageContaining("x is not usable JSON");
        assertThatThrownBy(() -> DOCUMENTS.object("x", new byte[0])).isInstanceOf(ImageException.class);
    }
}
