package dev.immure.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.core.json.JsonException.Flaw;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {
    private static final JsonLimits LIMITS = new JsonLimits(1000, 4, 20);

    @Test
    void readsEveryKindOfValue() throws JsonException {
        JsonObject json =
                parse("{\"s\":\"\\ud83d\\ude00é\",\"n\":-12,\"b\":true,\"z\":null,\"l\":[\"a\"],\"o\":{\"k\":\"v\"}}");
        assertThat(json.requireString("s")).isEqualTo("😀é");
        assertThat(json.requireLong("n")).isEqualTo(-12);
        assertThat(json.bool("b")).contains(true);
        assertThat(json.has("z")).as("null counts as absent").isFalse();
        assertThat(json.strings("l")).isEqualTo(List.of("a"));
        assertThat(json.stringMap("o")).isEqualTo(Map.of("k", "v"));
        assertThat(json.string("missing")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|SYNTAX",
                "{|SYNTAX",
                "{\"a\":}|SYNTAX",
                "{\"a\":01}|SYNTAX",
                "{\"a\":NaN}|SYNTAX",
                "{'a':1}|SYNTAX",
                "{\"a\":1,}|SYNTAX",
                "{/**/\"a\":1}|SYNTAX",
                "[1]|TYPE",
                "{\"a\":1,\"a\":1}|DUPLICATE_NAME",
                "{\"a\":1,\"\\u0061\":1}|DUPLICATE_NAME",
                "{\"a\":[[[[1]]]]}|DEPTH",
                "{\"a\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]}|TOO_MANY_VALUES",
                "{}{}|TRAILING",
                "{}]|TRAILING",
                "{}x|TRAILING",
                "{\"a\":1e999}|NUMBER",
                "{\"a\":11111111111111111111111111111111111111111111111111}|NUMBER",
                "{\"a\":\"\\udc00\"}|ENCODING",
                "{\"\\ud800\":1}|ENCODING",
            })
    void refusesWithItsOwnReason(String text, Flaw flaw) {
        refuses(text.getBytes(StandardCharsets.UTF_8), flaw);
    }

    @Test
    void refusesOtherEncodings() {
        refuses("\ufeff{}".getBytes(StandardCharsets.UTF_8), Flaw.BYTE_ORDER_MARK);
        refuses("{}".getBytes(StandardCharsets.UTF_16), Flaw.ENCODING);
        refuses("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE), Flaw.SYNTAX);
        refuses("{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1), Flaw.ENCODING);
        refuses("{}é".getBytes(StandardCharsets.ISO_8859_1), Flaw.ENCODING);
    }

    @Test
    void refusesTooManyBytesBeforeItReadsThem() {
        refuses(new byte[1001], Flaw.TOO_LARGE);
    }

    @Test
    void countsTheItemsOfANamedMemberOfTheDocumentAlone() throws JsonException {
        JsonLimits two = new JsonLimits(1000, 10, 100).withItems("a", 2);
        assertThat(StrictJson.parseObject(bytes("{\"a\":[1,2],\"b\":[1,2,3],\"c\":{\"a\":[1,2,3]}}"), two)
                        .has("a"))
                .isTrue();
        assertFlaw(() -> StrictJson.parse(bytes("{\"a\":[1,2,3"), two), Flaw.TOO_MANY_VALUES);
    }

    @Test
    void refusesAnotherTypeThanAsked() throws JsonException {
        JsonObject json = parse("{\"s\":1,\"n\":\"1\",\"f\":1.5,\"l\":[1],\"o\":{\"k\":1}}");
        assertFlaw(() -> json.string("s"), Flaw.TYPE);
        assertFlaw(() -> json.requireLong("n"), Flaw.TYPE);
        assertFlaw(() -> json.requireLong("f"), Flaw.TYPE);
        assertFlaw(() -> json.strings("l"), Flaw.TYPE);
        assertFlaw(() -> json.stringMap("o"), Flaw.TYPE);
        assertFlaw(() -> json.requireString("missing"), Flaw.MISSING);
    }

    private static void refuses(byte[] document, Flaw flaw) {
        assertFlaw(() -> StrictJson.parseObject(document, LIMITS), flaw);
    }

    private static void assertFlaw(ThrowingCallable action, Flaw flaw) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(action)
                .satisfies(e -> assertThat(e.flaw()).as(e.why()).isEqualTo(flaw));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject parse(String text) throws JsonException {
        return StrictJson.parseObject(text.getBytes(StandardCharsets.UTF_8), LIMITS);
    }
}
