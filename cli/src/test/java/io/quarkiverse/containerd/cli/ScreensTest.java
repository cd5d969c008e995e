package io.quarkiverse.containerd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine.Help.Ansi;

class ScreensTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void statusOfANodeThatIsWell() throws Exception {
        assertThat(plain(Screens.status(json("""
                {"enabled":true,"live":true,"started":true,"ready":true,
                 "containerd":{"serving":true,"probedAt":"2026-01-02T03:04:02Z","runtimeReady":true,"networkReady":true},
                 "preseed":{"enabled":true,"loaded":3,"failed":0},"problems":[],"deprecations":[]}"""), NOW, 80))).isEqualTo("""
                daemon      is ready
                containerd  serves, asked 3 s ago, its runtime is ready
                preseed     archives: 3 loaded""");
    }

    @Test
    void statusOfANodeThatIsNot() throws Exception {
        assertThat(plain(Screens.status(json("""
                {"enabled":true,"live":true,"started":true,"ready":false,
                 "containerd":{"serving":false,"probedAt":"2026-01-02T03:02:02Z","error":"x"},
                 "preseed":{"enabled":true,"loaded":1,"gone":3,"failed":2},
                 "problems":[{"about":"root.containerd","problem":"is DEAD: the disk is full","remedy":"Make room."},
                             {"about":"k8s.io/a.tar","problem":"could not be loaded: it has @|red colour|@"}],
                 "deprecations":[{"id":"x","message":"cgroup v1 is deprecated."}]}"""), NOW, 80))).isEqualTo("""
                daemon      is not ready
                containerd  does not serve, asked 2 min ago
                preseed     archives: 1 loaded, 3 gone, 2 failed

                Problems
                  root.containerd is DEAD: the disk is full
                    Make room.
                  k8s.io/a.tar could not be loaded: it has @ |red colour| @

                Gone in a later containerd
                  cgroup v1 is deprecated.""");
    }

    @Test
    void treeWithANodeThatWaits() throws Exception {
        assertThat(plain(Screens.tree(
                json("""
                        {"nodes":[{"dn":"root","state":"DONE","since":"2026-01-02T03:04:00Z","restarts":0},
                                  {"dn":"root.containerd","state":"DEAD","since":"2026-01-01T00:00:00Z","restarts":4,"crashLooping":true,
                                   "nextStart":"2026-01-02T03:04:15Z","lastFailure":{"message":"long","cause":"the disk is full"}},
                                  {"dn":"root.containerd.preseed","state":"CANCELED","since":"2025-12-01T00:00:00Z","restarts":1}],
                         "stuck":[{"dn":"root.agent","cancelledAt":"2026-01-02T03:02:05Z","stack":["a.B.c(B.java:1)"]}]}
                        """),
                NOW, 80))).isEqualTo("""
                        root          DONE       for 5 s
                          containerd  DEAD       for 27 h, 4 restarts, crash loop, starts in 10 s
                                      the disk is full
                            preseed   CANCELED   for 32 days, 1 restart

                        root.agent does not end, cancelled 2 min ago
                          a.B.c(B.java:1)""");
    }

    @Test
    void entriesOfTheLog() throws Exception {
        assertThat(plain(Screens.entry(json("""
                {"at":"2026-01-02T03:04:05.123456789Z","dn":"root.containerd","level":"WARN","message":"slow",
                 "fields":{"id":"a b"},"thrown":"java.io.IOException: x"}"""))))
                .isEqualTo("2026-01-02T03:04:05.123Z WARN  [root.containerd] slow id=a b (java.io.IOException: x)");
        assertThat(plain(Screens.entry(json("{\"dropped\":7}")))).startsWith("7 entries were dropped");
    }

    @Test
    void archivesWithWhatIsSentAndWhatIsWrong() throws Exception {
        assertThat(plain(Screens.preseed(json("""
                {"archives":[{"path":"k8s.io/a.tar","state":"LOADING","required":true,"since":"2026-01-02T03:04:00Z",
                              "bytesSent":1500,"plan":{"bytesMissing":3000000}},
                             {"path":"k8s.io/b.tar","state":"FAILED","since":"2026-01-02T03:03:00Z","retrying":true,
                              "error":"the archive is truncated: it ends at byte 5000"},
                             {"path":"k8s.io/c.tar","state":"LOADED","since":"2026-01-02T03:03:00Z"}],
                 "lists":[]}"""), NOW, 40))).isEqualTo("""
                LOADING  k8s.io/a.tar, required, for 5 s, 1.5 kB of 3.0 MB sent
                FAILED   k8s.io/b.tar, retrying, for 1 min
                         the archive is truncated: it
                         ends at byte 5000
                LOADED   k8s.io/c.tar, for 1 min""");
    }

    @Test
    void reasonsAreBrokenAtBlanks() throws Exception {
        String status = """
                {"enabled":true,"live":true,"problems":[{"about":"root.agent",
                 "problem":"failed: it has no disk to write to","remedy":"Mount one, and restart the node."}]}""";

        assertThat(plain(Screens.status(json(status), NOW, 30))).endsWith("""
                Problems
                  root.agent failed: it has
                    no disk to write to
                    Mount one, and restart the
                    node.""");
        assertThat(Screens.status(json(status), NOW, 30)).contains("  @|red root.agent|@ failed:");
        assertThat(plain(Screens.tree(json("""
                {"nodes":[{"dn":"root.agent","state":"DEAD","lastFailure":{"message":"it has no disk to write to"}}]}"""), NOW,
                30))).endsWith("\n         it has no disk to\n         write to");
    }

    /** A name may have any characters, and a terminal obeys some. */
    @Test
    void nothingControlsTheTerminal() throws Exception {
        String evil = "a\\u001b[31m\\u009b2J\\u0007\\r\\u202e";
        String[] screens = {
                Screens.preseed(json("{'archives':[{'path':'%','error':'%'}],'lists':[{'path':'%','error':'%',"
                        + "'images':[{'reference':'%','error':'%'}]}]}", evil), NOW, 80),
                Screens.plans(json("{'archives':[{'path':'%','images':[{'name':'%'}],'notes':['%']}]}", evil)),
                Screens.images(json("{'images':[{'namespace':'%','name':'%','archive':'%','platforms':[{'platform':'%',"
                        + "'present':true}]}]}", evil)),
                Screens.status(json("{'problems':[{'about':'%','problem':'%','remedy':'%'}],"
                        + "'deprecations':[{'message':'%'}]}", evil), NOW, 80),
                Screens.tree(json("{'nodes':[{'dn':'root','state':'DEAD','lastFailure':{'message':'%'}}]}", evil), NOW, 80),
                Screens.entry(json("{'dn':'%','message':'%','fields':{'%':'%'},'thrown':'%'}", evil)),
                Screens.config(json("{'files':[{'path':'%','lines':[{'text':'%','from':'%'}]}],"
                        + "'differences':[{'message':'%'}]}", evil)),
                Screens.check(json("{'findings':[{'check':'x','verdict':'OK','text':'%','remedy':'%'}]}", evil), 80),
                Screens.diff(json("{'files':[{'path':'%','exists':true,'changes':[{'text':'%'}]},{'path':'%'}]}", evil)) };

        assertThat(screens).allSatisfy(screen -> assertThat(plain(screen)).contains("a\\x1b[31m\\u009b2J")
                .matches("[\\n\\p{Print}]*"));
    }

    @Test
    void imagesByNamespace() throws Exception {
        assertThat(plain(Screens.images(json("""
                {"images":[{"namespace":"default","name":"a:1","present":true,"bytes":1500,
                            "platforms":[{"platform":"linux/amd64","present":true},{"platform":"linux/arm64","present":false}]},
                           {"namespace":"k8s.io","name":"b:1","present":false,"pinned":true,"archive":"k8s.io/b.tar"}]}"""))))
                .isEqualTo("""
                        default
                          a:1  (1.5 kB, linux/amd64)
                        k8s.io
                          b:1  (from k8s.io/b.tar, pinned, its content is not complete)""");
        assertThat(Screens.images(json("{}"))).isEqualTo("There are no images.");
        assertThat(Screens.images(json("{\"images\":[{\"namespace\":\"n\",\"name\":\"a\"}],\"total\":10001}")))
                .endsWith("\nand 10000 more; --namespace chooses");
    }

    @Test
    void configurationLineByLine() throws Exception {
        assertThat(plain(Screens.config(
                json("""
                        {"files":[{"path":"/run/c.toml","mode":"rw-------","lines":[{"text":"root = '/r'","from":"quarkus.containerd.root"},
                                   {"text":"[host]"}]}],
                         "differences":[{"message":"quarkus.containerd.x has no effect: this containerd does not know x"}]}"""))))
                .isEqualTo("""
                        /run/c.toml  rw-------
                          root = '/r'  # quarkus.containerd.root
                          [host]

                        quarkus.containerd.x has no effect: this containerd does not know x""");
    }

    @ParameterizedTest
    @CsvSource({ "-5, 0 s", "59, 59 s", "60, 1 min", "3599, 59 min", "3600, 1 h", "172799, 47 h", "172800, 2 days" })
    void durations(long seconds, String shown) {
        assertThat(Ages.duration(Duration.ofSeconds(seconds))).isEqualTo(shown);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode json(String text, String inserted) throws JsonProcessingException {
        return json(text.replace('\'', '"').replace("%", inserted));
    }

    private static String plain(String screen) {
        return Ansi.OFF.string(screen);
    }
}
