package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsMaskTest {
    private static final String FACTS = """
            {"run":{"argv":["sh","-c","secret"],"a/b":1,"m~n":{"deep":[true,null,2.50]},"":"empty"},\
            "mounts":[{"source":"/a"},{"source":"/b","target":"/t"}]}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/run/argv/2    | \"argv\":[\"sh\",\"-c\",\"[masked]\"]",
                "/run/argv/*    | \"argv\":[\"[masked]\",\"[masked]\",\"[masked]\"]",
                "/run/argv      | \"argv\":\"[masked]\"",
                "/run/a~1b      | \"a/b\":\"[masked]\"",
                "/run/m~0n      | \"m~n\":\"[masked]\"",
                "/run/          | \"\":\"[masked]\"",
                "/run/*/deep/0  | \"deep\":[\"[masked]\",null,2.50]",
                "/mounts/*/source | [{\"source\":\"[masked]\"},{\"source\":\"[masked]\",\"target\":\"/t\"}]",
                "/*             | {\"run\":\"[masked]\",\"mounts\":\"[masked]\"}"
            })
    void aPointerMasksWhatItNamesAndNothingElse(String pointer, String expected) {
        FactsMask.Masked masked = mask(pointer);
        assertThat(text(masked)).contains(expected);
        assertThat(masked.applied()).containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/run/argv/3",
                "/run/argv/-",
                "/run/argv/02",
                "/run/argv/sh",
                "/nowhere",
                "/run/a/b",
                "/run/argv/2/x"
            })
    void aPointerThatNamesNothingIsNotSaidToHaveMasked(String pointer) {
        FactsMask.Masked masked = mask(pointer);
        assertThat(text(masked)).isEqualTo(FACTS);
        assertThat(masked.applied()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "run/argv", "/run/~", "/run/~2", "/a~"})
    void aMalformedPointerIsRefusedBeforeAnythingIsWritten(String pointer) {
        assertThatThrownBy(() -> FactsMask.of(List.of(pointer)))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(AuditFault.MASK));
    }

    @Test
    void aMaskIsBounded() {
        assertThatThrownBy(() -> FactsMask.of(Collections.nCopies(FactsMask.MAX_POINTERS + 1, "/a")))
                .isInstanceOf(ImmureException.class);
        assertThatThrownBy(() -> FactsMask.of(List.of("/" + "a".repeat(1024)))).isInstanceOf(ImmureException.class);
        assertThatThrownBy(() -> FactsMask.of(List.of("/a".repeat(33)))).isInstanceOf(ImmureException.class);
    }

    @Test
    void tildeOneIsDecodedBeforeTildeZero() {
        assertThat(text(FactsMask.of(List.of("/a~01")).apply(bytes("{\"a~1\":1,\"a/\":2}"))))
                .isEqualTo("{\"a~1\":\"[masked]\",\"a/\":2}");
    }

    @Test
    void equalSecretsAndDifferentOnesLookTheSame() {
        assertThat(text(FactsMask.of(List.of("/a")).apply(bytes("{\"a\":\"x\"}"))))
                .isEqualTo(text(FactsMask.of(List.of("/a")).apply(bytes("{\"a\":{\"b\":[1,2,3]}}"))));
    }

    @Test
    void factsThatCannotBeReadAreNotWritten() {
        FactsMask mask = FactsMask.of(List.of("/a"));
        for (String broken : List.of("{\"a\":1", "[1]", "{\"a\":1,\"a\":2}", "\ufeff{}")) {
            assertThatThrownBy(() -> mask.apply(bytes(broken)))
                    .as(broken)
                    .isInstanceOfSatisfying(
                            ImmureException.class,
                            e -> assertThat(e.fault().code()).isEqualTo(AuditFault.MASK));
        }
    }

    private static FactsMask.Masked mask(String pointer) {
        return FactsMask.of(List.of(pointer)).apply(bytes(FACTS));
    }

    private static String text(FactsMask.Masked masked) {
        return new String(masked.facts(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
