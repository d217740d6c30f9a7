import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Makes the pages of the manual (man(7)) and the completions of bash, zsh and fish from the commands themselves:
 * {@code java -cp immure.jar Pages.java VERSION EPOCH SHARE}.
 */
public final class Pages {
    private final String version;
    private final String date;
    private final Path share;

    private Pages(String version, String date, Path share) {
        this.version = version;
        this.date = date;
        this.share = share;
    }

    public static void main(String[] arguments) throws Exception {
        String date = Instant.ofEpochSecond(Long.parseLong(arguments[1])).atOffset(ZoneOffset.UTC).toLocalDate().toString();
        CommandLine root = root();
        Pages pages = new Pages(arguments[0], date, Path.of(arguments[2]));
        pages.manual(root, List.of());
        pages.completions(root);
    }

    /** The root command is nobody's to see but its package's; this is as near as a build step comes. */
    private static CommandLine root() throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Class<?> console = Class.forName("dev.immure.cli.render.Console");
        Object silent = console.getConstructor(InputStream.class, PrintStream.class, PrintStream.class)
                .newInstance(InputStream.nullInputStream(), nowhere, nowhere);
        Method commandLine = Class.forName("dev.immure.cli.RootCommand").getDeclaredMethod("commandLine", console, String[].class);
        commandLine.setAccessible(true);
        return (CommandLine) commandLine.invoke(null, silent, new String[0]);
    }

    private void manual(CommandLine command, List<String> above) throws IOException {
        List<String> names = new ArrayList<>(above);
        names.add(command.getCommandName());
        String page = String.join("-", names);
        Files.writeString(share.resolve("man/man1/" + page + ".1"), page(command, page));
        for (CommandLine below : command.getSubcommands().values()) {
            manual(below, names);
        }
    }

    private String page(CommandLine command, String page) {
        CommandSpec spec = command.getCommandSpec();
        StringBuilder text = new StringBuilder(".\\\" Made from the command itself.\n");
        text.append(".TH ").append(page.toUpperCase(java.util.Locale.ROOT).replace("-", "\\-")).append(" 1 \"").append(date)
                .append("\" \"immure ").append(version).append("\" \"Immure\"\n");
        String description = String.join(" ", spec.usageMessage().description());
        String summary = description.replaceFirst("(?<=[^.])[.:](\\s.*)?$", "");
        text.append(".SH NAME\n").append(roff(page)).append(" \\- ").append(roff(summary)).append('\n');
        text.append(".SH SYNOPSIS\n.B ").append(roff(spec.qualifiedName())).append('\n');
        if (!command.getSubcommands().isEmpty()) {
            text.append(".I COMMAND\n");
        } else {
            text.append("[\\fIOPTIONS\\fR]\n");
            for (OptionSpec option : spec.options()) {
                if (option.required() && option.group() == null) {
                    text.append("\\fB").append(roff(option.longestName())).append("\\fR \\fI").append(roff(option.paramLabel())).append("\\fR\n");
                }
            }
            for (PositionalParamSpec operand : spec.positionalParameters()) {
                String label = roff(operand.paramLabel()) + (operand.index().isVariable() ? "..." : "");
                text.append(operand.arity().min() == 0 ? "[\\fI" + label + "\\fR]\n" : "\\fI" + label + "\\fR\n");
            }
        }
        text.append(".SH DESCRIPTION\n").append(roff(description)).append('\n');
        if (!command.getSubcommands().isEmpty()) {
            text.append(".SH COMMANDS\n");
            command.getSubcommands().forEach((name, below) -> text.append(".TP\n.BR ").append(roff(page + "-" + name)).append(" (1)\n")
                    .append(roff(String.join(" ", below.getCommandSpec().usageMessage().description()))).append('\n'));
        }
        if (!spec.positionalParameters().isEmpty()) {
            text.append(".SH OPERANDS\n");
            spec.positionalParameters().forEach(operand -> entry(text, "\\fI" + roff(operand.paramLabel()) + "\\fR", operand));
        }
        if (!spec.options().isEmpty()) {
            text.append(".SH OPTIONS\n");
            spec.options().forEach(option -> entry(text, term(option), option));
        }
        if (!spec.usageMessage().exitCodeList().isEmpty()) {
            text.append(".SH EXIT STATUS\n");
            spec.usageMessage().exitCodeList().forEach((status, means) ->
                    text.append(".TP\n.B ").append(roff(status)).append('\n').append(roff(means)).append('\n'));
        }
        List<String> examples = Arrays.stream(spec.usageMessage().footer()).filter(line -> line.startsWith("  ")).map(String::strip).toList();
        if (!examples.isEmpty()) {
            text.append(".SH EXAMPLES\n.nf\n");
            examples.forEach(line -> text.append(roff(line)).append('\n'));
            text.append(".fi\n");
        }
        if (command.getParent() != null) {
            text.append(".SH SEE ALSO\n.BR ")
                    .append(roff(command.getParent().getCommandSpec().qualifiedName("-"))).append(" (1)\n");
        }
        return text.toString();
    }

    private static String term(OptionSpec option) {
        List<String> names = Arrays.stream(option.names()).map(name -> "\\fB" + roff(name) + "\\fR").toList();
        return String.join(", ", names) + (option.arity().max() == 0 ? "" : " \\fI" + roff(option.paramLabel()) + "\\fR");
    }

    private static void entry(StringBuilder text, String term, ArgSpec argument) {
        text.append(".TP\n").append(term).append('\n').append(roff(String.join(" ", argument.description()))).append('\n');
    }

    /** As groff_char(7): a hyphen that is typed is \-, and no line of ours is a request. */
    private static String roff(String text) {
        String plain = text.replace("%%", "%").replace("%n", " ").replace("\\", "\\e").replace("-", "\\-").replace("\u2026", "...");
        StringBuilder escaped = new StringBuilder();
        plain.codePoints().forEach(c -> {
            if (c < 0x80) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append("\\[u").append(Integer.toHexString(0x10000 + c).substring(1).toUpperCase(java.util.Locale.ROOT)).append(']');
            }
        });
        return escaped.indexOf(".") == 0 || escaped.indexOf("'") == 0 ? "\\&" + escaped : escaped.toString();
    }

    private void completions(CommandLine root) throws IOException {
        // picocli's script asks zsh to take completions of bash by itself.
        String bash = AutoComplete.bash("immure", root);
        Files.writeString(share.resolve("bash-completion/completions/immure"), bash);
        Files.writeString(share.resolve("zsh/site-functions/_immure"), """
                #compdef immure
                # Zsh runs the completion of bash: bashcompinit, zshcompsys(1).
                autoload -U +X bashcompinit && bashcompinit
                source ${${(%%):-%%x}:A:h}/../../bash-completion/completions/immure
                """.replace("%%", "%"));
        StringBuilder fish = new StringBuilder("complete -c immure -f\n");
        fish(root, List.of(), fish);
        Files.writeString(share.resolve("fish/vendor_completions.d/immure.fish"), fish.toString());
    }

    /** One line for each word that can follow the words so far. */
    private static void fish(CommandLine command, List<String> words, StringBuilder text) {
        String seen = words.isEmpty() ? "" : words.stream().map(word -> "__fish_seen_subcommand_from " + word).reduce((a, b) -> a + "; and " + b).orElseThrow();
        String names = String.join(" ", command.getSubcommands().keySet());
        String open = names.isEmpty() ? seen : (seen.isEmpty() ? "" : seen + "; and ") + "not __fish_seen_subcommand_from " + names;
        command.getSubcommands().forEach((name, below) -> text.append("complete -c immure -n ").append(quoted(open)).append(" -a ").append(name)
                .append(" -d ").append(quoted(String.join(" ", below.getCommandSpec().usageMessage().description()))).append('\n'));
        for (OptionSpec option : command.getCommandSpec().options()) {
            text.append("complete -c immure");
            if (!open.isEmpty()) {
                text.append(" -n ").append(quoted(open));
            }
            for (String name : option.names()) {
                text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            if (option.arity().max() > 0) {
                text.append(option.paramLabel().matches(".*(FILE|DIR|SRC|PEM|pem|PATH).*") ? " -r -F" : " -x");
            }
            text.append(" -d ").append(quoted(String.join(" ", option.description()).replace("%%", "%"))).append('\n');
        }
        command.getSubcommands().forEach((name, below) -> {
            List<String> longer = new ArrayList<>(words);
            longer.add(name);
            fish(below, longer, text);
        });
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
