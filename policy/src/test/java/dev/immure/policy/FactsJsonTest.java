package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.policy.json.FactsJson;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsJsonTest {
    private static String text(PolicyInput input) {
        return new String(FactsJson.write(input), StandardCharsets.US_ASCII);
    }

    private static PolicyInput read(String json) {
        return FactsJson.read(json.getBytes(StandardCharsets.UTF_8), "facts.json");
    }

    private static void assertRefused(String json, String... why) {
        assertThatThrownBy(() -> read(json)).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code().id()).isEqualTo("IMM-POLICY-FACTS-JSON");
            assertThat(e.fault().on()).isEqualTo("facts.json");
            assertThat(e.fault().why()).contains(why);
        });
    }

    @Test
    void whatIsWrittenIsReadAgainAsItWas() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            PolicyInput input = new RandomPolicies(random.split()).input();
            byte[] json = FactsJson.write(input);
            PolicyInput again = FactsJson.read(json, "facts");
            assertThat(again).isEqualTo(input);
            assertThat(FactsJson.write(again)).isEqualTo(json);
        }
    }

    /** One sentence, whatever else has changed since: it is no fault of the facts. */
    @Test
    void factsOfAnotherVersionAreNotGuessedAt() {
        String json = text(Inputs.valid().build()).replace("\"cpuset\":\"\",", "");
        assertRefused(json, "\"/run\" has no member \"cpuset\"");
        assertThatThrownBy(() -> read(json.replace("{\"version\":1,", "{\"version\":0,")))
                .isInstanceOfSatisfying(
                        ImmureException.class,
                        e -> assertThat(e.fault().why())
                                .startsWith("\"/version\" is 0: an older version of Immure wrote them")
                                .doesNotContain("cpuset"));
        assertRefused(
                json.replace("{\"version\":1,", "{\"version\":2,\"new\":[],"), "\"/version\" is 2: a later version");
        assertRefused(json.replace("{\"version\":1,", "{\"version\":\"1\","), "\"/version\" is a string, not a number");
    }

    @Test
    void aPersonNeedNotSayTheVersion() {
        PolicyInput input = Inputs.valid().build();
        assertThat(read(text(input).replace("{\"version\":1,", "{"))).isEqualTo(input);
    }

    @Test
    void theBytesAndTheirDigestAreTheSameEverywhere() {
        PolicyInput input = Inputs.valid()
                .image(Inputs.image(ImageFacts.VERIFIED, "linux/amd64", Map.of("b", "é\u202e", "a", "\n")))
                .resources(new ResourceRequest(ResourceRequest.UNLIMITED, 64, 1000, 1, 1, 1, 1, 1))
                .build();

        assertThat(text(input))
                .startsWith("{\"version\":1,\"image\":{\"reference\":\"registry.example/team/app:1.2\",\"name\":")
                .contains("\"labels\":{\"a\":\"\\n\",\"b\":\"\\u00E9\\u202E\"}")
                .contains("\"resources\":{\"memoryBytes\":\"unlimited\",\"pids\":64,")
                .endsWith("\"clock\":{\"instant\":\"2026-11-23T09:30:00Z\"}}");
        assertThat(FactsJson.digest(input)).isEqualTo(Digest.of(FactsJson.write(input)));
        assertThat(FactsJson.digest(input))
                .isNotEqualTo(FactsJson.digest(Inputs.valid().build()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"pids\":64 | \"pids\":\"64\" | \"/resources/pids\" is a string, not a number",
                "\"pids\":64 | \"pids\":64.0 | \"/resources/pids\" is no whole number",
                "\"pids\":64 | \"pids\":9223372036854775808 | \"/resources/pids\" is no whole number",
                "\"pids\":64 | \"pids\":-1 | \"/resources\" is not accepted: the limit of processes: it is negative",
                "\"pids\":64 | \"pids\":64,\"pids\":64 | the name \"pids\" occurs twice in one object",
                "\"pids\":64, | `` | \"/resources\" has no member \"pids\"",
                "\"pids\":64 | \"pids\":64,\"a/b\":1 | \"/resources/a~1b\" is not known",
                "\"tier\":\"prod\" | \"~\":null | \"/image/labels/~0\" is null, not a string",
                "\"gid\":1000 | \"gid\":\"unlimited\" | \"/caller/gid\" is a string, not a number",
                "\"terminal\":false | \"terminal\":0 | \"/run/terminal\" is a number, not true or false",
                "\"argv\":[ | \"argv\":[7, | \"/run/argv/0\" is a number, not a string",
                "\"mounts\":[] | \"mounts\":[{}] | \"/mounts/0\" has no member \"source\"",
                "\"mounts\":[] | \"mounts\":{} | \"/mounts\" is an object, not an array",
                "\"mounts\":[] | \"mounts\":[[]] | \"/mounts/0\" is an array, not an object",
                "\"manifest\":\"sha256: | \"manifest\":\"sha512: | \"/image/manifest\" is no digest",
                "2026-11-23T09:30:00Z | tomorrow | \"/clock/instant\" is no moment",
                "2026-11-23T09:30:00Z | +12026-11-23T09:30:00Z | \"/clock/instant\" is no moment",
                "2026-11-23T09:30:00Z | 2026-11-31T09:30:00Z | \"/clock/instant\" is no moment",
                "\"verified\" | \"trusted\" | \"/image\" is not accepted: the image's verification: it is none of",
                "\"clock\":{ | \"clock\":7,\"x\":{ | \"/clock\" is a number, not an object",
            })
    void whatFactsCannotBeIsRefusedWithItsPlace(String valid, String broken, String why) {
        String json = text(Inputs.valid().build());
        assertThat(json).contains(valid);

        assertRefused(json.replace(valid, broken), why);
    }

    @Test
    void allFaultsAreToldAtOnce() {
        String json = text(Inputs.valid().build())
                .replace("\"pids\":64", "\"pids\":true,\"more\":1")
                .replace("\"mode\":\"none\"", "\"mode\":[]")
                .replace("\"uid\":1000,", "")
                .replace("\"verified\"", "7");

        assertRefused(
                json,
                "\"/image/verification\" is a number, not a string; ",
                "\"/network/mode\" is an array",
                "\"/resources/pids\" is a boolean",
                "\"/resources/more\" is not known",
                "\"/caller\" has no member \"uid\"");
    }

    @Test
    void moreThanRulesMaySeeIsRefused() {
        String json = text(Inputs.valid().build());
        String mount = "{\"source\":\"/a\",\"destination\":\"/b\",\"readOnly\":true}";
        List<String> mounts = Collections.nCopies(FactBounds.FACTS + 1, mount);

        assertRefused(
                json.replace("\"mounts\":[]", "\"mounts\":[" + String.join(",", mounts) + "]"),
                "\"\" is not accepted: the mounts: it has more than 64 entries");
        assertRefused(json.replace("\"tier\"", "\"" + "a".repeat(FactBounds.TEXT + 1) + "\""), "longer than 4096");
        assertRefused("[" + "0,".repeat(500_000) + "0]", "more than 500000 values");
        assertRefused(" ".repeat(FactsJson.MAX_BYTES + 1), "the limit is " + FactsJson.MAX_BYTES);
        assertRefused("[]", "the document is an array, not an object");
    }

    @Test
    void factsThatCouldNotBeReadAgainAreNotWritten() {
        List<String> licences = Collections.nCopies(FactBounds.TEXTS, "MIT");
        SbomComponent component = new SbomComponent("a", "", "", licences);
        List<SbomComponent> many = Collections.nCopies(500, component);
        List<SbomComponent> large =
                Collections.nCopies(300, new SbomComponent("a", "", "", Collections.nCopies(64, "x".repeat(1024))));

        assertNotWritten("FACT-SIZE", new Attested(List.of(), many, List.of()), "more than 500000 values");
        assertNotWritten("FACT-SIZE", new Attested(List.of(), large, List.of()), "larger than 16777216 bytes");
        assertNotWritten(
                "FACT-VALUE",
                new Attested(List.of(), List.of(new SbomComponent("\ud800", "", "", List.of())), List.of()),
                "half a surrogate pair");
    }

    private static void assertNotWritten(String code, Attested attested, String why) {
        assertThatThrownBy(
                        () -> FactsJson.write(Inputs.valid().attested(attested).build()))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code().id()).isEqualTo("IMM-POLICY-" + code);
                    assertThat(e.fault().why()).contains(why);
                });
    }
}
