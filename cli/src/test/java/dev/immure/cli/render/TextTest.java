package dev.immure.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = Table.withHeader("NAME", "SIZE").row("a", "1").row("longer", "2");
        assertThat(text(table::print)).isEqualTo("NAME    SIZE\na       1\nlonger  2\n");
    }

    @Test
    void aHostileCellIsEscapedAndCannotAddARow() {
        Table table = Table.withoutHeader().row("\u001b[2J\nfake", "x");
        assertThat(text(table::print)).isEqualTo("\\u001b[2J\\u000afake  x\n");
    }

    @Test
    void linesAreEscapedOnTheirWay() {
        assertThat(text(out -> out.line("a\u202eb\rc"))).isEqualTo("a\\u202eb\\u000dc\n");
    }

    /** The message of an exception may quote what made it fail. */
    @Test
    void theTraceOfADefectIsEscapedToo() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new FaultRenderer(new PrintStream(bytes, true, StandardCharsets.UTF_8), false)
                .renderDefect(new IllegalStateException("\u001b]0;title\u0007", new RuntimeException("\u202ecause")));
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text)
                .contains("\\u001b]0;title\\u0007", "\\u202ecause", "    at ")
                .doesNotContain("\u001b", "\u0007", "\u202e");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048524, 1023.9 KiB",
        "1048575, 1.0 MiB",
        "9223372036854775807, 8.0 EiB"
    })
    void bytesAreShownInPowersOf1024(long bytes, String text) {
        assertThat(new ByteCount(bytes)).hasToString(text);
    }

    @Test
    void jsonIsPrintableAscii() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonOutput.write(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                json -> json.writeStringField("x", "\u001b\u007f\u009b\u202e\u2028é\ud83d\ude00\""));
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"schema\":1,\"x\":\"\\u001B\\u007f\\u009B\\u202E\\u2028\\u00E9\\uD83D\\uDE00\\\"\"}\n");
    }

    private static String text(Consumer<TextOutput> printing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        printing.accept(new TextOutput(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
