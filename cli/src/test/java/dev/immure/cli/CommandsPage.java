package dev.immure.cli;

import dev.immure.cli.render.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Makes docs/commands.md from the commands themselves; tools/commands-page writes it. */
final class CommandsPage {
    static final Set<String> GLOBAL = Set.of("--output", "--root", "--config", "--help");

    private static final String INTRODUCTION = """
            # Commands

            This page is made from the commands themselves by `tools/commands-page`; a test compares the two.

            IMAGE is one of

            | form | names |
            |---|---|
            | `oci:DIR[:TAG]` | an OCI image layout in a directory |
            | `oci-archive:FILE[:TAG]` | one in a tar file |
            | `docker-archive:FILE[:TAG]` | what `docker save` writes |
            | `NAME[:TAG]`, `NAME@sha256:…` | an image of the local store |

            Answers go to standard output, faults to standard error; standard output of `run` belongs to the program. A fault
            has four parts (what failed, on what, why, what to do) and a stable code, and with `--output json` it is an object:
            `{"schema":1,"error":{"code":…,"what":…,"on":…,"why":…,"remedy":…}}`.

            | exit status | means |
            |---|---|
            | 0 | done |
            | 1 | a question was answered with no: a wall is missing, a policy has faults, a record was changed |
            | 77 | refused: signature or policy |
            | 125 | Immure could not do it: command line, files, host; the fault says which |

            `run` ends with the status of the program, and besides:

            | exit status of `run` | means |
            |---|---|
            | 124 | a time limit ended the program |
            | 126, 127 | the program cannot be executed, was not found |
            | 128+N | signal N ended the program |

            ## Options of every command

            """;

    private static final String CONFIGURATION = """

            ## Configuration file

            YAML or JSON, at most 64 KiB, that nobody else may change (trust-file.md). Unknown and repeated keys are faults; all faults are
            reported at once. Paths are relative to the file. Options win over it.

            ```yaml
            schema: 1                # required
            root: /srv/immure        # as --root
            trust: trust.yaml        # as --trust
            policy: policies         # as --policy
            policy-trust: keys.yaml  # signed policy bundles only, by those whom this trust file names
            profile: strict          # as --profile
            registries: {}           # docs/registries.md
            audit: {keep: 365d}      # docs/audit-log.md
            ```
            """;

    private CommandsPage() {}

    public static void main(String[] arguments) {
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(markdown());
    }

    static String markdown() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLine root = RootCommand.commandLine(new Console(InputStream.nullInputStream(), nowhere, nowhere));
        List<CommandSpec> commands = leaves(root).toList();
        return INTRODUCTION
                + table("| | |", rows(commands.getLast(), true))
                + CONFIGURATION
                + commands.stream().map(CommandsPage::section).collect(Collectors.joining());
    }

    static Stream<CommandSpec> leaves(CommandLine command) {
        return command.getSubcommands().isEmpty()
                ? Stream.of(command.getCommandSpec())
                : command.getSubcommands().values().stream().flatMap(CommandsPage::leaves);
    }

    private static String section(CommandSpec command) {
        List<String> statuses = command.usageMessage().exitCodeList().entrySet().stream()
                .map(status -> "| " + status.getKey() + " | " + cell(status.getValue()) + " |\n")
                .toList();
        return Stream.of(
                        "\n## `" + command.qualifiedName() + "`\n",
                        String.join("\n", command.usageMessage().description()) + "\n",
                        code(synopsis(command)),
                        table("| | |", rows(command, false)),
                        table("| exit status | means |", statuses),
                        code(example(command)))
                .filter(block -> !block.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String synopsis(CommandSpec command) {
        Stream<String> required = command.options().stream()
                .filter(option -> option.required() && option.group() == null)
                .map(option -> option.longestName() + " " + option.paramLabel());
        Stream<String> operands = command.positionalParameters().stream().map(CommandsPage::operand);
        return Stream.of(Stream.of(command.qualifiedName(), "[OPTIONS]"), required, operands)
                .flatMap(words -> words)
                .collect(Collectors.joining(" "));
    }

    private static String operand(PositionalParamSpec operand) {
        String label = operand.paramLabel() + (operand.index().isVariable() ? "…" : "");
        return operand.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private static List<String> rows(CommandSpec command, boolean global) {
        Stream<String> operands = command.positionalParameters().stream()
                .filter(operand -> !global)
                .map(operand -> row(operand.paramLabel(), operand.description()));
        Stream<String> options = command.options().stream()
                .filter(option -> GLOBAL.contains(option.longestName()) == global)
                .map(option -> row(
                        String.join(", ", option.names())
                                + (option.arity().max() == 0 ? "" : " " + option.paramLabel()),
                        option.description()));
        return Stream.concat(operands, options).toList();
    }

    private static String row(String name, String[] description) {
        return "| `" + cell(name) + "` | " + cell(String.join(" ", description)) + " |\n";
    }

    private static String table(String heading, List<String> rows) {
        return rows.isEmpty() ? "" : heading + "\n|---|---|\n" + String.join("", rows);
    }

    static String example(CommandSpec command) {
        return Arrays.stream(command.usageMessage().footer())
                .filter(line -> line.startsWith("  "))
                .map(String::strip)
                .collect(Collectors.joining("\n"));
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "```\n" + text + "\n```\n";
    }

    private static String cell(String text) {
        return text.replace("%%", "%").replace("|", "\\|");
    }
}
