package io.quarkiverse.containerd.runtime.preseed.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.quarkiverse.containerd.client.Digest;
import io.quarkiverse.containerd.runtime.preseed.directory.PreseedArchive;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whose a name is depends on the archives that claim it, and not on the order in which they do. */
class NameOwnersTest {

    private static final String PAUSE = "localhost/pause:1";

    /** An archive with the images it claims. */
    record Plan(PreseedArchive archive, Map<String, Digest> images) {

        boolean sandbox() {
            return archive.namespace().equals("k8s.io") && images.containsKey(PAUSE);
        }
    }

    private static PreseedArchive archive(String namespace, String name, boolean required) {
        return new PreseedArchive(Path.of("/preseed", namespace, name), namespace + "/" + name, namespace, required,
                Optional.empty(), "");
    }

    private static Digest content(String text) {
        return Digest.of(text.getBytes());
    }

    private static Plan plan(String name, boolean required, String... images) {
        return new Plan(archive("k8s.io", name, required), Set.of(images).stream()
                .collect(Collectors.toMap(image -> image, image -> content(name))));
    }

    private static NameOwners owners(List<Plan> plans) {
        NameOwners owners = new NameOwners(Optional.of(PAUSE));
        plans.forEach(plan -> claim(plan, owners));
        return owners;
    }

    private static Set<String> claim(Plan plan, NameOwners owners) {
        return owners.claim(plan.archive(), plan.images());
    }

    @Provide
    Arbitrary<List<Plan>> plans() {
        Arbitrary<Map<String, Digest>> images = Arbitraries.maps(Arbitraries.of(PAUSE, "a:1", "b:1", "c:1"),
                Arbitraries.of("one", "two").map(NameOwnersTest::content)).ofMaxSize(4);
        Arbitrary<PreseedArchive> archives = Combinators.combine(Arbitraries.of("k8s.io", "other"),
                Arbitraries.of("1.tar", "2.tar", "3.tar", "4.tar"), Arbitraries.of(true, false))
                .as(NameOwnersTest::archive);
        return Combinators.combine(archives, images).as(Plan::new).list().ofMaxSize(8)
                .uniqueElements(plan -> plan.archive().file());
    }

    @Property
    void theOrderOfClaimsDoesNotMatter(@ForAll("plans") List<Plan> plans) {
        List<Plan> reversed = new ArrayList<>(plans);
        Collections.reverse(reversed);
        NameOwners owners = owners(plans);
        NameOwners other = owners(reversed);

        for (Plan plan : plans) {
            assertThat(owners.lost(plan.archive())).isEqualTo(other.lost(plan.archive()));
            assertThat(owners.conflict(plan.archive())).isEqualTo(other.conflict(plan.archive()));
        }
    }

    @Property
    void everyNameHasOneOwnerWhichIsTheFirstByRank(@ForAll("plans") List<Plan> plans) {
        NameOwners owners = owners(plans);

        Map<String, List<Plan>> byName = new HashMap<>();
        plans.forEach(plan -> plan.images().keySet().forEach(
                name -> byName.computeIfAbsent(plan.archive().namespace() + " " + name, first -> new ArrayList<>()).add(plan)));
        byName.forEach((key, rivals) -> {
            String name = key.substring(key.indexOf(' ') + 1);
            Plan best = rivals.stream().max(Comparator.comparing(Plan::sandbox).thenComparing(plan -> plan.archive().required())
                    .thenComparing(plan -> plan.archive().path())).orElseThrow();
            assertThat(rivals).filteredOn(plan -> owners.owns(plan.archive(), name)).containsExactly(best);
            assertThat(rivals).filteredOn(plan -> owners.lost(plan.archive()).contains(name))
                    .containsExactlyElementsOf(rivals.stream()
                            .filter(plan -> !plan.images().get(name).equals(best.images().get(name))).toList());
        });
    }

    @Property
    void whoeverLosesIsToldOfTheWinnerAndTheWinnerOfTheLosers(@ForAll("plans") List<Plan> plans) {
        NameOwners owners = owners(plans);

        for (Plan plan : plans) {
            Optional<String> conflict = owners.conflict(plan.archive());
            assertThat(conflict.isPresent()).isEqualTo(!owners.lost(plan.archive()).isEmpty());
            conflict.ifPresent(sentence -> assertThat(sentence).contains(plan.archive().path()));
            if (conflict.isPresent()) {
                assertThat(plans).filteredOn(winner -> owners.losers(winner.archive()).contains(plan.archive()))
                        .isNotEmpty().anyMatch(winner -> conflict.get().contains(winner.archive().path()));
            }
        }
    }

    @Property
    void whatIsWithdrawnHasNeverBeen(@ForAll("plans") List<Plan> plans, @ForAll("plans") List<Plan> gone) {
        Set<Path> leaving = gone.stream().map(plan -> plan.archive().file()).collect(Collectors.toSet());
        List<Plan> left = plans.stream().filter(plan -> !leaving.contains(plan.archive().file())).toList();
        NameOwners other = owners(left);
        NameOwners owners = owners(plans);

        Set<PreseedArchive> rivals = owners.retain(left.stream().map(Plan::archive).toList());

        for (Plan plan : left) {
            assertThat(owners.lost(plan.archive())).isEqualTo(other.lost(plan.archive()));
            assertThat(rivals.contains(plan.archive())).isEqualTo(plans.stream()
                    .filter(leaver -> leaving.contains(leaver.archive().file())
                            && leaver.archive().namespace().equals(plan.archive().namespace()))
                    .anyMatch(leaver -> leaver.images().keySet().stream().anyMatch(plan.images()::containsKey)));
        }
        plans.stream().filter(plan -> leaving.contains(plan.archive().file()))
                .forEach(plan -> assertThat(owners.lost(plan.archive())).isEmpty());
    }

    @Example
    void saysWhyTheOtherOneWins() {
        NameOwners owners = owners(List.of());
        Plan optional = plan("z.tar", false, "a:1", "b:1");
        Plan required = plan("b.tar", true, "a:1", "b:1", "c:1");
        assertThat(claim(optional, owners)).isEmpty();
        assertThat(claim(required, owners)).isEmpty();
        assertThat(owners.conflict(optional.archive())).hasValue("image a:1 is in k8s.io/z.tar and, with other content, in"
                + " k8s.io/b.tar, which wins because it is required: remove one of them; 1 more of its names belong to other"
                + " archives");

        Plan sandbox = plan("a.tar", false, PAUSE, "c:1");
        assertThat(claim(sandbox, owners)).isEmpty();
        assertThat(owners.conflict(required.archive())).hasValue("image c:1 is in k8s.io/b.tar and, with other content, in"
                + " k8s.io/a.tar, which wins because it brings the sandbox image: remove one of them");

        Plan last = plan("c.tar", true, "b:1");
        assertThat(claim(last, owners)).isEmpty();
        assertThat(owners.conflict(required.archive())).hasValueSatisfying(sentence -> assertThat(sentence)
                .startsWith("image b:1 is in k8s.io/b.tar and, with other content, in k8s.io/c.tar, which wins because its path"
                        + " is the last: remove one of them"));
    }

    @Example
    void anArchiveThatChangesClaimsAnew() {
        Plan first = plan("a.tar", true, "a:1");
        Plan second = plan("b.tar", true, "a:1", "b:1");
        NameOwners owners = owners(List.of(first, second));
        assertThat(owners.lost(first.archive())).containsExactly("a:1");
        assertThat(owners.hasMoreThan(first.archive(), Set.of())).isFalse();

        owners.claim(second.archive(), Map.of("b:1", content("b")));

        assertThat(owners.lost(first.archive())).isEmpty();
        assertThat(owners.hasMoreThan(first.archive(), Set.of())).isTrue();
        assertThat(owners.hasMoreThan(first.archive(), Set.of("a:1"))).isFalse();
    }
}
