package dev.immure.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapeTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "Grüße, Ἀθῆναι", "日本語", "e\u0301", "\ud83d\ude00", "a\\b {} %s $1"})
    void whatPeopleReadStays(String text) {
        assertThat(Escape.control(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1b, an escape sequence of a terminal", "9b, the same in one character", "7f, delete",
        "0a, a line that another wrote", "0d, a line over this one", "202e, right to left",
        "2067, an isolate", "200f, a mark", "61c, the Arabic letter mark",
        "200b, a space of no width", "2060, a joiner", "ad, a hyphen that is not shown",
        "feff, a byte order mark", "fff9, an annotation", "2028, a separator of lines",
        "3164, a letter that is not shown", "fe0f, a selector", "e000, private use",
        "378, unassigned", "d800, half a pair",
    })
    void whatATerminalActsOnOrDoesNotShowIsSpelt(String hex, String what) {
        char c = (char) Integer.parseInt(hex, 16);
        assertThat(Escape.control("a" + c + "b")).as(what).isEqualTo("a\\u" + "0".repeat(4 - hex.length()) + hex + "b");
    }

    @Test
    void tagsBeyondTheFirstPlaneAreSpeltToo() {
        assertThat(Escape.control("\udb40\udc41x")).isEqualTo("\\udb40\\udc41x");
    }

    @Test
    void isCutAtALengthAndSaysSo() {
        assertThat(Escape.control("x".repeat(5000))).hasSize(4097).endsWith("x…");
        assertThat(Escape.control("x".repeat(4096))).hasSize(4096);
    }

    /** What is spelt is harmless, so that it may be written through here again. */
    @Test
    void everyCharacterComesOutHarmless() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            String once = Escape.control(Character.toString(point));
            if (!Escape.control(once).equals(once)) {
                throw new AssertionError(Integer.toHexString(point));
            }
        }
    }
}
