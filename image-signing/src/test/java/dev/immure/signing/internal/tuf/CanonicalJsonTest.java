package dev.immure.signing.internal.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"b\" : 1 , \"a\" : [ true , null , -7 ] } | {\"a\":[true,null,-7],\"b\":1}",
                "{} | {}",
                "[] | []",
                "\"a\\/b\\u0041\" | \"a/bA\"",
                "\"\\\"\\\\\" | \"\\\"\\\\\"",
                "\"\\u00e9\" | \"é\"",
                "{\"\\uffff\":1,\"\\ud800\\udc00\":2} | {\"\uffff\":1,\"\ud800\udc00\":2}"
            })
    void everyTextHasOneForm(String json, String canonical) throws JsonException {
        assertThat(encode(json)).isEqualTo(canonical);
    }

    /** OLPC's form has a line end stand as it is, unlike RFC 8785. */
    @ParameterizedTest
    @ValueSource(strings = {"\\n", "\\t", "\\u0001"})
    void controlCharactersStandAsTheyAre(String escape) throws JsonException {
        assertThat(encode("\"" + escape + "\"")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e3", "-0", "1.0"})
    void numbersThatAreNotWholeHaveNoForm(String number) {
        assertThatThrownBy(() -> encode(number)).isInstanceOf(JsonException.class);
    }

    private static String encode(String json) throws JsonException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new String(
                CanonicalJson.encode(StrictJson.parse(bytes, new JsonLimits(1000, 10, 100))), StandardCharsets.UTF_8);
    }
}
