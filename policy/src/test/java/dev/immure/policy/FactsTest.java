package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.policy.internal.model.FactType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {
    private static void assertRefused(String code, ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        ImmureException.class,
                        e -> assertThat(e.fault().code().id()).isEqualTo("IMM-POLICY-" + code));
    }

    @Test
    void rulesCanNameEveryComponentOfEveryFact() {
        Set<String> notForRules = Set.of("manifest", "instant");
        for (FactType type : Facts.SCHEMA.types().values()) {
            Set<String> components = Arrays.stream(type.type().getRecordComponents())
                    .map(RecordComponent::getName)
                    .filter(name -> !notForRules.contains(name))
                    .collect(Collectors.toSet());
            assertThat(type.fields().keySet()).as(type.name()).containsAll(components);
        }
    }

    @Test
    void everyFieldReadsTheComponentOfItsName() throws ReflectiveOperationException {
        List<Object> launch = Inputs.valid()
                .attested(new Attested(
                        List.of(Inputs.provenance("https://ci.example/hosted")),
                        List.of(Inputs.component("lib", "MIT")),
                        List.of(Inputs.vulnerability("HIGH", "affected"))))
                .mounts(new MountRequest("/srv/a", "/b", true))
                .capabilities("CAP_KILL")
                .network(new NetworkRequest("private", List.of(), List.of("192.0.2.7/32:443"), List.of()))
                .run(Inputs.run(true, false, List.of("landlock")))
                .build()
                .facts();
        List<Object> facts = new ArrayList<>(launch);
        facts.add(new Parameter("name", "text", 1, 2, 3, true, List.of("a")));
        assertThat(facts).hasSize(Facts.SCHEMA.types().size());
        for (Object fact : facts) {
            FactType type = Facts.SCHEMA.type(fact.getClass().getSimpleName()).orElseThrow();
            for (var field : type.fields().values()) {
                assertThat(field.of(fact))
                        .as(type.name() + "." + field.name())
                        .isEqualTo(fact.getClass().getMethod(field.name()).invoke(fact));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "etc", "/etc/", "//etc", "/a/./b", "/a/../b", "/..", "/a//b", "/.", "/a\u0000b"})
    void aMountIsAPathInItsShortestForm(String path) {
        assertRefused("FACT-VALUE", () -> new MountRequest(path, "/x", true));
        assertRefused("FACT-VALUE", () -> new MountRequest("/x", path, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/etc", "/a/..b/c", "/.hidden", "/a b/é", "/a\nb"})
    void acceptsPathsThatTheKernelWouldTakeAsTheyAre(String path) {
        assertThat(new MountRequest(path, "/x", true).source()).isEqualTo(path);
    }

    @Test
    void boundsWhatComesFromTheImageAndTheRequest() {
        String text = "x".repeat(4097);
        assertRefused("FACT-SIZE", () -> Inputs.image(ImageFacts.VERIFIED, text, Map.of()));
        assertRefused("FACT-SIZE", () -> Inputs.image(ImageFacts.VERIFIED, "p", Map.of("k", text)));
        assertRefused("FACT-SIZE", () -> Inputs.image(ImageFacts.VERIFIED, "p", Map.of(text, "v")));
        Map<String, String> many = IntStream.range(0, 1025).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
        assertRefused("FACT-SIZE", () -> Inputs.image(ImageFacts.VERIFIED, "p", many));
        assertRefused("FACT-SIZE", () -> new HostFacts("k", Collections.nCopies(1025, "w"), "v2", "disabled"));
        assertRefused("FACT-SIZE", () -> Inputs.run(false, false, Collections.nCopies(65, "w")));
        List<MountRequest> mounts = Collections.nCopies(65, new MountRequest("/a", "/b", true));
        assertRefused("FACT-SIZE", () -> Inputs.valid().mounts(mounts).build());
        assertRefused("FACT-SIZE", () -> Inputs.component(text));
        List<SbomComponent> parts = Collections.nCopies(16_001, Inputs.component("lib"));
        assertRefused("FACT-SIZE", () -> new Attested(List.of(), parts, List.of()));
        List<Vulnerability> holes = Collections.nCopies(10_001, Inputs.vulnerability("LOW", "fixed"));
        assertRefused("FACT-SIZE", () -> new Attested(List.of(), List.of(), holes));
    }

    @Test
    void refusesFactsThatCannotBe() {
        assertRefused("FACT-VALUE", () -> Inputs.image("trusted"));
        assertRefused("FACT-VALUE", () -> new CapabilityRequest("chown"));
        assertRefused("FACT-VALUE", () -> Inputs.vulnerability("Critical", "affected"));
        assertRefused("FACT-VALUE", () -> Inputs.vulnerability("CRITICAL", "harmless"));
        assertRefused("FACT-VALUE", () -> new Caller(-1, 0, "process"));
        assertRefused("FACT-VALUE", () -> new ResourceRequest(-1, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void theClockTellsUtc() {
        Clock clock = new Clock(Inputs.NOW);
        assertThat(clock.date()).isEqualTo("2026-11-23");
        assertThat(clock.weekday()).isEqualTo("MONDAY");
        assertThat(clock.hour()).isEqualTo(9);
        assertThat(clock.epochSeconds()).isEqualTo(1_795_426_200L);
    }
}
