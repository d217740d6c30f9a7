package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.dist.DistributionTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What tools/dist/Pages.java makes of the commands. */
class PagesTest {
    @TempDir
    private static Path share;

    @BeforeAll
    static void make(@TempDir Path work) throws Exception {
        for (String folder :
                List.of("man/man1", "bash-completion/completions", "zsh/site-functions", "fish/vendor_completions.d")) {
            Files.createDirectories(share.resolve(folder));
        }
        DistributionTool.run("Pages", work, "1.2.3", "1750000000", share);
    }

    @Test
    void everyCommandHasAPageWithEveryOptionOfIt() throws Exception {
        List<CommandLine> commands = commands(CommandsPageTest.root()).toList();
        assertThat(commands).hasSizeGreaterThan(40);
        for (CommandLine command : commands) {
            String page = command.getCommandSpec().qualifiedName("-");
            String text = Files.readString(share.resolve("man/man1/" + page + ".1"));
            assertThat(text)
                    .startsWith(".\\\" ")
                    .contains(".TH ", "\n.SH NAME\n", "\n.SH SYNOPSIS\n", "\n.SH DESCRIPTION\n");
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String name : option.names()) {
                    assertThat(text).as(page).contains("\\fB" + name.replace("-", "\\-") + "\\fR");
                }
            }
        }
        try (Stream<Path> pages = Files.list(share.resolve("man/man1"))) {
            assertThat(pages).hasSize(commands.size());
        }
    }

    /** man(7): a line that begins so is a request. All that are used are known; words of a command never begin a line so. */
    @Test
    void noWordOfACommandIsARequest() throws Exception {
        try (Stream<Path> pages = Files.list(share.resolve("man/man1"))) {
            for (Path page : pages.toList()) {
                assertThat(Files.readAllLines(page))
                        .as(page.toString())
                        .allSatisfy(
                                line -> assertThat(line).matches("(?!['.]).*|\\.(TH|SH|TP|B|BR|I|nf|fi|\\\\\")( .*)?"));
            }
        }
    }

    @Test
    void shellsCompleteEveryCommandAndItsOptions() throws Exception {
        String fish = Files.readString(share.resolve("fish/vendor_completions.d/immure.fish"));
        String bash = Files.readString(share.resolve("bash-completion/completions/immure"));
        assertThat(Files.readString(share.resolve("zsh/site-functions/_immure")))
                .startsWith("#compdef immure\n");
        for (CommandLine command : commands(CommandsPageTest.root()).toList()) {
            if (command.getParent() != null) {
                assertThat(fish).contains(" -a " + command.getCommandName() + " -d ");
            }
            for (OptionSpec option : command.getCommandSpec().options()) {
                String name = option.longestName();
                assertThat(bash).contains(name);
                assertThat(fish)
                        .contains(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
        }
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(PagesTest::commands));
    }
}
