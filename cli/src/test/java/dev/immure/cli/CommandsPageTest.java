package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.render.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class CommandsPageTest {
    @Test
    void thePageSaysWhatTheCommandsSay() throws IOException {
        assertThat(Files.readString(Path.of("../docs/commands.md")))
                .as("docs/commands.md is out of date: run tools/commands-page")
                .isEqualTo(CommandsPage.markdown());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTakesTheGlobalOptionsAndHasAnExample(CommandSpec command) {
        assertThat(command.optionsMap()).containsKeys(CommandsPage.GLOBAL.toArray(String[]::new));
        assertThat(CommandsPage.example(command)).contains(command.qualifiedName());
        assertThat(command.usageMessage().description()).isNotEmpty();
    }

    static Stream<CommandSpec> commands() {
        return CommandsPage.leaves(root());
    }

    static CommandLine root() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return RootCommand.commandLine(new Console(InputStream.nullInputStream(), nowhere, nowhere));
    }
}
