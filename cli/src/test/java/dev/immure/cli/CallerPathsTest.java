package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.caller.Variables;
import dev.immure.cli.fault.CliFault;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunResult;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.CallerIds;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What a command line names lies where its caller stands, who may be another than this process. */
class CallerPathsTest {
    private static final Console NOWHERE = new Console(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    @TempDir
    private Path place;

    private Caller caller;

    /** One whose every path is answered by a place, or refused. */
    private record Standing(Optional<Path> directory, Map<String, String> environment) implements Caller {
        @Override
        public Path path(String text) {
            requireOwner(text);
            return directory.orElseThrow().resolve(text);
        }

        @Override
        public void requireOwner(String what) {
            if (directory.isEmpty()) {
                throw new ImmureException(new Fault(CliFault.PERMISSIONS, "cannot use", what, "not his", "Do not"));
            }
        }

        @Override
        public Variables variables() {
            return Variables.of(environment);
        }

        @Override
        public Variables places() {
            return Variables.of(Map.of());
        }

        @Override
        public CallerIds ids() {
            return new CallerIds(4711, 4712);
        }

        @Override
        public RunPipeline pipeline(RunSetting setting) {
            return new RunPipeline(setting);
        }

        @Override
        public RunResult run(RunSetting setting, RunWish wish, Console console) {
            throw new AssertionError("nothing is run");
        }
    }

    @BeforeEach
    void stand() throws Exception {
        place = place.toRealPath();
        caller = new Standing(Optional.of(place), Map.of("COLOUR", "blue"));
        Files.createDirectory(place.resolve("source"));
        Files.writeString(place.resolve("variables"), "COLOUR\nSHAPE=round\nSIZE\n");
    }

    private RunOptions options() {
        return new RunOptions(caller, NOWHERE.terminal());
    }

    @Test
    void everyPathInATextIsTheCallers() {
        RunOptions options = options();
        options.volumes.add("source:/box");
        options.copyIn.add("./source:/in");
        options.copyOut.add("/out:source/result");
        options.environmentFiles.add(caller.path("variables"));
        RunWish wish = options.toWish("oci:image", List.of());
        assertThat(wish.binds())
                .singleElement()
                .satisfies(bind -> assertThat(bind.source()).isEqualTo(place + "/source"));
        assertThat(wish.copies().in())
                .singleElement()
                .satisfies(copy -> assertThat(copy.source()).isEqualTo(place + "/source"));
        assertThat(wish.copies().out())
                .singleElement()
                .satisfies(copy -> assertThat(copy.destination()).isEqualTo(place + "/source/result"));
        assertThat(wish.environment()).containsExactly("COLOUR=blue", "SHAPE=round");
        assertThat(wish.image()).hasToString("oci:image");
    }

    @Test
    void theEnvironmentIsTheCallers() {
        RunOptions options = options();
        options.environment.addAll(List.of("COLOUR", "PATH"));
        assertThat(options.toWish("app:v1", List.of()).environment()).containsExactly("COLOUR=blue", "PATH");
    }

    @Test
    void aFilterIsTheCallers() throws Exception {
        Files.writeString(place.resolve("filter.json"), "{}");
        RunOptions options = options();
        options.securityOptions.add("seccomp=filter.json");
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> options.toWish("app:v1", List.of()))
                .satisfies(e -> assertThat(e.fault().code().id()).startsWith("IMM-PROFILE-"));
    }

    /** Also one that is added to the commands next year. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "plan", "verify", "policy check"})
    void everyOptionThatIsAPathIsTheCallers(String command) {
        List<String> paths = new ArrayList<>();
        for (OptionSpec option : parsed(command, List.of()).options()) {
            if (option.typeInfo().getAuxiliaryTypes()[0] == Path.class) {
                CommandSpec parsed = parsed(command, List.of(option.longestName(), "file"));
                assertThat(parsed.findOption(option.longestName()).<Object>getValue())
                        .as(option.longestName())
                        .isIn(place.resolve("file"), List.of(place.resolve("file")));
                paths.add(option.longestName());
            }
        }
        assertThat(paths).contains("--root", "--config", "--authfile");
    }

    private CommandSpec parsed(String command, List<String> options) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.addAll(options);
        words.add("app:v1");
        ParseResult result = RootCommand.commandLine(NOWHERE, caller).parseArgs(words.toArray(String[]::new));
        return result.asCommandLineList().getLast().getCommandSpec();
    }

    @ParameterizedTest
    @CsvSource({
        "-v,/usr:/usr",
        "--copy-in,/etc/passwd:/box/passwd",
        "--copy-out,/box/x:/etc/x",
        "--env-file,/etc/environment",
        "--receipt,/etc/receipt",
        "--meta,/etc/meta",
        "--key,/etc/key",
        "--trust,/etc/trust",
        "--policy,/etc/policy",
        "--policy,judge",
        "--policy-trust,/etc/trust",
        "--authfile,/etc/auth.json",
        "--profile,/etc/profile.json",
        "--cgroup-parent,/elsewhere",
        "--security-opt,seccomp=/etc/filter.json",
        "--root,/var/lib/other",
        "--config,/etc/other.yaml"
    })
    void whoMayNameNoPathIsRefusedEach(String option, String value) {
        assertRefused("run", option, value, "app:v1");
        assertRefused("plan", option, value, "app:v1");
        assertRefused("policy", "check", option, value, "app:v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"oci:dir", "oci-archive:a.tar", "docker-archive:a.tar", "dir:dir", "docker://localhost:1/a"})
    void whoMayNameNoPathIsRefusedAnImageThatIsNotStored(String image) {
        assertRefused("run", image);
        assertRefused("verify", image);
    }

    private void assertRefused(String... arguments) {
        caller = new Standing(Optional.empty(), Map.of());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream error = new PrintStream(said, true, StandardCharsets.UTF_8);
        int status = Main.run(arguments, new Console(NOWHERE.input(), NOWHERE.output(), error), caller);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("not his", CliFault.PERMISSIONS.id());
        assertThat(status).isEqualTo(ExitStatus.FAILED);
    }
}
