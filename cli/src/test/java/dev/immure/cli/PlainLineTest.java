package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.render.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

class PlainLineTest {
    private static final Console NOWHERE = new Console(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    private static final List<String> COMMANDS = List.of("run", "plan", "verify", "policy check");
    private static final int LINES = 400;

    /** Values of all kinds that options take, good and bad ones. */
    private static final List<String> VALUES = List.of(
            "a",
            "json",
            "1s",
            "x=y",
            "/etc/../f",
            "ö",
            "a b",
            "'q'",
            "\"q\"",
            "",
            "-",
            "-t",
            "--",
            "--root",
            "@f",
            "a,b",
            "1");

    @ParameterizedTest
    @ValueSource(strings = {"run", "plan", "verify", "policy check"})
    void everyOptionIsReadAsItsAnnotationSays(String command) {
        Map<String, PlainLine.Kind> annotated = new TreeMap<>();
        for (OptionSpec option :
                picocli(List.of(command.split(" "))).getCommandSpec().options()) {
            // What cannot be read plainly is picocli's: help is, and --at with its moments.
            if (!option.usageHelp() && !option.longestName().equals("--at")) {
                PlainLine.Kind kind = option.arity().max() == 0
                        ? PlainLine.Kind.FLAG
                        : option.isMultiValue() ? PlainLine.Kind.REPEATED : PlainLine.Kind.ONCE;
                List.of(option.names()).forEach(name -> annotated.put(name, kind));
            }
        }
        PlainLine line = new PlainLine(Path::of);
        made(command).plain(line);
        assertThat(new TreeMap<>(line.kinds())).isEqualTo(annotated);
    }

    /** Lines by chance, with a seed: half of them are plain, and those leave what picocli leaves. */
    @Test
    void aPlainLineIsReadAsPicocliReadsIt() throws Exception {
        Random chance = new Random(20260131);
        int plain = 0;
        for (int i = 0; i < LINES; i++) {
            String command = COMMANDS.get(i % COMMANDS.size());
            List<String> line = line(command, chance);
            Optional<PlainCommand> read = PlainCommand.of(line, NOWHERE, new ProcessCaller());
            if (read.isPresent()) {
                plain++;
                assertThat(described(read.get())).as(line.toString()).isEqualTo(described(parsed(line)));
            }
        }
        assertThat(plain).isBetween(LINES / 8, LINES - LINES / 8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "run --help",
                "run --read-only=true app",
                "run --memory",
                "run --memory -t app",
                "run --memory 1m --memory 2m app",
                "run -it app",
                "run -eA=B app",
                "run -e= app",
                "run --mem 1m app",
                "run --key a --trust b app",
                "run --output xml app",
                "run -- app",
                "verify a b",
                "verify a --at 2026-01-31T12:00:00Z",
                "policy",
                "policy check",
                "image ls",
            })
    void picocliReadsWhatIsNotPlain(String line) {
        List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
        assertThat(PlainCommand.of(words, NOWHERE, new ProcessCaller())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run app",
                "run -i -t --memory=1m app --memory 2m -- -x",
                "run -e A=B --env C app",
                "verify app --key k --manifest-only",
                "policy check --fail-on-warn --output json app sh -c true",
                "plan --trust t app"
            })
    void usualLinesArePlain(String line) {
        assertThat(PlainCommand.of(List.of(line.split(" ")), NOWHERE, new ProcessCaller()))
                .as(line)
                .isPresent();
    }

    private static List<String> line(String command, Random chance) {
        List<String> line = new ArrayList<>(List.of(command.split(" ")));
        List<OptionSpec> options = picocli(line).getCommandSpec().options();
        for (int i = chance.nextInt(4); i > 0; i--) {
            OptionSpec option = options.get(chance.nextInt(options.size()));
            String name = option.names()[chance.nextInt(option.names().length)];
            // Most values are good ones: a line with a bad one is seldom plain.
            String value = VALUES.get(chance.nextInt(3) == 0 ? chance.nextInt(VALUES.size()) : 0);
            if (option.longestName().equals("--output")) {
                value = "json";
            }
            if (option.arity().max() == 0) {
                line.add(name);
            } else if (chance.nextBoolean()) {
                line.add(name + "=" + value);
            } else {
                line.add(name);
                line.add(value);
            }
        }
        for (int i = chance.nextInt(3); i > 0; i--) {
            line.add(VALUES.get(chance.nextInt(VALUES.size())));
        }
        return line;
    }

    private static CommandLine picocli(List<String> words) {
        CommandLine line = RootCommand.commandLine(NOWHERE, words.toArray(String[]::new));
        for (String word : words) {
            line = line.getSubcommands().getOrDefault(word, line);
        }
        return line;
    }

    private static Object parsed(List<String> line) {
        CommandLine root = RootCommand.commandLine(NOWHERE, line.toArray(String[]::new));
        try {
            List<CommandLine> read = root.parseArgs(line.toArray(String[]::new)).asCommandLineList();
            return read.getLast().getCommand();
        } catch (ParameterException e) {
            throw new AssertionError("picocli refuses what was read plainly: " + line, e);
        }
    }

    private static PlainCommand made(String command) {
        Object made = picocli(List.of(command.split(" "))).getCommand();
        return (PlainCommand) made;
    }

    /** What every annotated field holds, down to values of the JDK. */
    private static String described(Object options) throws IllegalAccessException {
        StringBuilder text = new StringBuilder();
        for (Field field : options.getClass().getDeclaredFields()) {
            if (field.getAnnotations().length == 0 || field.isSynthetic()) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(options);
            boolean ours = value != null
                    && value.getClass().getPackageName().startsWith("dev.immure")
                    && !(value instanceof Enum);
            text.append(field.getName())
                    .append('=')
                    .append(ours ? "{" + described(value) + "}" : value)
                    .append(' ');
        }
        return text.toString();
    }
}
