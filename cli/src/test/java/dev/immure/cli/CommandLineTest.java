package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.render.Console;
import dev.immure.core.json.JsonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
    private static final Console NOWHERE = new Console(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image ls --colour               | Unknown option: '--colour'        | immure image ls",
                "imagine                         | 'imagine'                         | immure",
                "image paint                     | 'paint'                           | immure image",
                "verify                          | IMAGE                             | immure verify",
                "image import oci:x              | NAME                              | immure image import",
                "image sign app                  | --key                             | immure image sign",
                "image ls one-too-many           | one-too-many                      | immure image ls",
                "image ls --output xml           | xml                               | immure image ls",
                "image ls --root a --root b      | --root                            | immure image ls",
                "audit show --tail many          | many                              | immure audit show",
                "verify --at yesterday app       | is not a moment such as           | immure verify",
                "verify --key a --trust b image  | mutually exclusive                | immure verify",
                "image                           | no command was given              | immure image",
                "policy                          | no command was given              | immure policy",
            })
    void explainsACommandLineThatItDoesNotUnderstand(String line, String why, String command) {
        Cli.Outcome outcome = Cli.bare(line.split(" "));
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("immure: cannot understand the command line of " + command + ": ")
                .contains(why)
                .endsWith("See `" + command + " --help` [IMM-CLI-USAGE]\n")
                .hasLineCount(1);
    }

    @Test
    void askingForNothingIsAFault() {
        assertThat(Cli.bare().err()).contains("no command was given").contains("IMM-CLI-USAGE");
    }

    @Test
    void faultsAreJsonWhereJsonWasAskedFor() throws JsonException {
        Cli.Outcome outcome = Cli.bare("verify", "--output", "json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).startsWith("{\"schema\":1,\"error\":{").hasLineCount(1);
        assertThat(outcome.error().requireString("code")).isEqualTo("IMM-CLI-USAGE");
        assertThat(outcome.error().requireString("on")).isEqualTo("immure verify");
        assertThat(outcome.error().requireString("why")).contains("IMAGE");
        assertThat(outcome.error().requireString("remedy")).isEqualTo("See `immure verify --help`");
    }

    @Test
    void controlCharactersOfAnArgumentDoNotReachTheTerminal() {
        assertThat(Cli.bare("\u001b[31mred").err()).doesNotContain("\u001b").contains("\\u001b[31mred");
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsNotReadAsAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("arguments"), "--version");
        assertThat(Cli.bare("@" + file).err()).contains("'@" + file + "'");
    }

    @Test
    void tellsItsVersion() {
        Cli.Outcome outcome = Cli.bare("--version");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).matches("immure [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n");
    }

    static Stream<List<String>> commands() {
        return words(RootCommand.commandLine(NOWHERE)).map(words -> words.subList(1, words.size()));
    }

    private static Stream<List<String>> words(CommandLine command) {
        List<String> own = List.of(command.getCommandSpec().qualifiedName().split(" "));
        return Stream.concat(
                Stream.of(own), command.getSubcommands().values().stream().flatMap(CommandLineTest::words));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpOfEveryCommandEndsWithAnExampleOfIt(List<String> words) {
        Cli.Outcome outcome =
                Cli.bare(Stream.concat(words.stream(), Stream.of("--help")).toArray(String[]::new));
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).isEmpty();
        String command = String.join(
                " ", Stream.concat(Stream.of("immure"), words.stream()).toList());
        assertThat(outcome.out()).startsWith("Usage: " + command).containsPattern("Example:\n  " + command + "\\b");
    }

    /** Only the command that is named is built; nobody may notice. */
    @ParameterizedTest
    @MethodSource("commands")
    void aCommandIsTheSameWithoutTheOthers(List<String> words) {
        CommandLine whole = RootCommand.commandLine(NOWHERE);
        CommandLine alone = RootCommand.commandLine(NOWHERE, words.toArray(String[]::new));
        for (String word : words) {
            whole = Objects.requireNonNull(whole.getSubcommands().get(word));
            alone = Objects.requireNonNull(alone.getSubcommands().get(word));
        }
        assertThat(alone.getUsageMessage()).isEqualTo(whole.getUsageMessage());
        assertThat(alone.isStopAtPositional()).isEqualTo(whole.isStopAtPositional());
        assertThat(alone.isExpandAtFiles()).isEqualTo(whole.isExpandAtFiles());
        assertThat(alone.getCommandSpec().qualifiedName())
                .isEqualTo(whole.getCommandSpec().qualifiedName());
        if (alone.getSubcommands().isEmpty()) {
            assertThat(Objects.requireNonNull(alone.getParent()).getSubcommands())
                    .as("the others are not built")
                    .hasSize(1);
        }
    }

    @Test
    void aFullDiskIsNotMistakenForAShortAnswer() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new String[] {"profile", "ls"},
                new Console(
                        InputStream.nullInputStream(),
                        new PrintStream(full, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
        assertThat(status).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("IMM-CLI-OUTPUT");
    }
}
