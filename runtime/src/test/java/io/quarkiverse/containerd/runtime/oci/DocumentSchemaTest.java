package io.quarkiverse.containerd.runtime.oci;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentSchemaTest {

    private static final JsonDocuments DOCUMENTS = new JsonDocuments(100);

    private static JsonDocument read(DocumentSchema schema, String json) throws ImageException {
        return DOCUMENTS.stored("document", json.replace("'", "\"").getBytes(UTF_8), schema);
    }

    private static DocumentSchema schema(String name) {
        return switch (name) {
            case "index" -> DocumentSchema.INDEX;
            case "manifest" -> DocumentSchema.MANIFEST;
            default -> DocumentSchema.CONFIG;
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "manifest | {'schemaVersion':'2'} | key \"schemaVersion\" is not an integer",
            "manifest | {'schemaVersion':2.0} | key \"schemaVersion\" is not an integer",
            "manifest | {'mediaType':1} | key \"mediaType\" is not a string",
            "manifest | {'MEDIATYPE':1} | key \"MEDIATYPE\" is not a string",
            "manifest | {'mediaType':'a','MediaType':'b'} | another key that differs by case only",
            "manifest | {'mediaType':'a','mediaType':'b'} | is not usable JSON at line 1, column 29: the key is there twice",
            "manifest | {'config':[]} | key \"config\" is not an object",
            "manifest | {'config':{'size':'1'}} | key \"config\", key \"size\" is not an integer",
            "manifest | {'config':{'ſize':'1'}} | key \"config\", key \"ſize\" is not an integer",
            "manifest | {'config':{'size':9223372036854775808}} | key \"size\" is not an integer",
            "manifest | {'layers':{}} | key \"layers\" is not an array",
            "manifest | {'layers':[null,{'urls':'http://example.org'}]} | key \"layers\"[1], key \"urls\" is not an array",
            "manifest | {'layers':[{'urls':[1]}]} | key \"urls\"[0] is not a string",
            "manifest | {'layers':[{'data':'!'}]} | key \"data\" is not a base64 string",
            "manifest | {'layers':[{'data':'e30'}]} | key \"data\" is not a base64 string",
            "manifest | {'layers':[{'platform':'linux'}]} | key \"platform\" is not an object",
            "manifest | {'annotations':{'a':1}} | key \"annotations\", key \"a\" is not a string",
            "manifest | {'subject':'x'} | key \"subject\" is not an object",
            "index | {'manifests':[{'artifactType':1}]} | key \"artifactType\" is not a string",
            "index | {'manifests':[{'platform':{'os.features':'x'}}]} | key \"os.features\" is not an array",
            "index | {} {} | is not usable JSON",
            "config | {'os':1} | key \"os\" is not a string",
            "config | {'created':''} | key \"created\" is not a time",
            "config | {'created':'2026-13-01T00:00:00Z'} | key \"created\" is not a time",
            "config | {'created':1} | key \"created\" is not a time",
            "config | {'config':{'Entrypoint':'/bin/sh'}} | key \"Entrypoint\" is not an array",
            "config | {'config':{'Env':{}}} | key \"Env\" is not an array",
            "config | {'config':{'Volumes':['/x']}} | key \"Volumes\" is not an object",
            "config | {'config':{'ExposedPorts':{'80/tcp':1}}} | key \"80/tcp\" is not an object",
            "config | {'config':{'Labels':{'a':true}}} | key \"a\" is not a string",
            "config | {'config':{'ArgsEscaped':'yes'}} | key \"ArgsEscaped\" is not a boolean",
            "config | {'rootfs':{'diff_ids':'x'}} | key \"diff_ids\" is not an array",
            "config | {'history':[{'empty_layer':0}]} | key \"empty_layer\" is not a boolean",
            "config | [] | is not a JSON object" })
    void refusesWhatGoCannotDecode(String schema, String json, String reason) {
        assertThatThrownBy(() -> read(schema(schema), json)).isInstanceOf(ImageException.class)
                .hasMessageContaining("document").hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "manifest | {'schemaVersion':null,'mediaType':null,'config':null,'layers':null,'annotations':null,'subject':null}",
            "manifest | {'SchemaVersion':2,'unknown':[1],'Unknown':{},'annotations':{'a':'1','A':'2','b':null}}",
            "manifest | {'layers':[{'data':'e30=','urls':['x',null],'size':-1}]}",
            "index | {'manifests':[{'platform':{'os':'linux','os.features':['win32k'],'features':['sse4']}}]}",
            "config | {'created':'2026-11-29T01:02:03.1234567890123Z','history':[{'created':'0001-01-01T00:00:00+02:00'}]}",
            "config | {'config':{'Volumes':{'/x':{},'/y':null,'/z':{'a':1}},'Healthcheck':{'Test':['CMD']},'OnBuild':null}}",
            "config | {'config':{'Cmd':null,'Env':['A=1'],'Labels':{}},'rootfs':null,'container_config':1}" })
    void readsWhatGoDecodes(String schema, String json) throws ImageException {
        assertThat(read(schema(schema), json)).isNotNull();
    }

    @Test
    void onlyUtf8WithoutAMarkIsStored() throws ImageException {
        String json = "{\"a\":\"é\"}";
        for (Charset charset : List.of(UTF_16BE, UTF_16LE)) {
            assertThatThrownBy(() -> DOCUMENTS.stored("document", json.getBytes(charset), DocumentSchema.INDEX))
                    .isInstanceOf(ImageException.class).hasMessageContaining("is not encoded in UTF-8");
        }
        for (Charset charset : List.of(UTF_8, UTF_16BE, UTF_16LE)) {
            byte[] marked = ("\ufeff" + json).getBytes(charset);
            assertThatThrownBy(() -> DOCUMENTS.stored("document", marked, DocumentSchema.INDEX))
                    .isInstanceOf(ImageException.class).hasMessageContaining("byte order mark");
        }
        assertThat(DOCUMENTS.object("document", ("\ufeff" + json).getBytes(UTF_8)).has("a")).as("what is not stored").isTrue();
    }
}
