package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Answer;
import dev.immure.cli.render.AnswerRenderer;
import dev.immure.cli.render.Console;
import dev.immure.cli.serve.ServeSettings;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.image.store.TreeVerification;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command takes. */
public final class GlobalOptions {
    private static final String CONFIGURATION = "immure.yaml";

    @Option(
            names = "--output",
            paramLabel = "text|json",
            description = "Form of the answer. JSON is stable and has a top-level \"schema\".")
    OutputFormat output = OutputFormat.text;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "State: images, audit log. Default /var/lib/immure for root, else $XDG_DATA_HOME/immure.")
    @Nullable
    Path root;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Default /etc/immure/immure.yaml, then $XDG_CONFIG_HOME/immure/immure.yaml.")
    @Nullable
    Path config;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    private final Caller caller;

    public GlobalOptions() {
        this(new ProcessCaller());
    }

    GlobalOptions(Caller caller) {
        this.caller = caller;
    }

    void plain(PlainLine line) {
        line.once(value -> output = OutputFormat.valueOf(value), "--output")
                .path(value -> root = value, "--root")
                .path(value -> config = value, "--config");
    }

    Caller caller() {
        return caller;
    }

    public OutputFormat output() {
        return output;
    }

    /** The state folder: the option, the configuration file's, or the place that belongs to the caller. */
    public Path root() {
        return configuration().root();
    }

    /**
     * Reads the configuration file, if there is one, and fills what it leaves open.
     *
     * @throws ImmureException with {@link CliFault#CONFIG}, {@link CliFault#FILE} or {@link CliFault#PERMISSIONS}
     */
    public Configuration configuration() {
        return caller instanceof ConfiguredCaller configured
                ? configured.configuration()
                : configuration(Places.of(caller));
    }

    Configuration configuration(Places places) {
        // Read also where another is named: whom the machine trusts for policies is not the caller's to say.
        Optional<ConfigurationFile> machine =
                there(places.system().resolve(CONFIGURATION)).map(ConfigurationFile::read);
        ConfigurationFile file = Optional.ofNullable(config)
                .map(ConfigurationFile::read)
                .or(() -> machine)
                .or(() -> firstOf(places, CONFIGURATION).map(ConfigurationFile::read))
                .orElse(ConfigurationFile.NONE);
        return new Configuration(
                Optional.ofNullable(root).or(file::root).orElseGet(places::root),
                file.trust().or(() -> firstOf(places, "trust.yaml")),
                file.policy(),
                machine.flatMap(ConfigurationFile::policyTrust).or(file::policyTrust),
                file.profile(),
                file.cgroupParent(),
                file.disk(),
                file.verifyTree().orElse(TreeVerification.STAT),
                file.registries(),
                file.recording().orElse(AuditSettings.DEFAULT),
                file.serve().orElseGet(ServeSettings::defaults));
    }

    /**
     * Writes the answer of a command.
     *
     * @throws ImmureException with {@link CliFault#OUTPUT} when not all of it could be written
     */
    public void answer(Console console, Answer answer) {
        AnswerRenderer renderer = switch (output) {
            case text -> AnswerRenderer.text(console.output());
            case json -> AnswerRenderer.json(console.output());
        };
        answer(console, answer, renderer);
    }

    /** The same in a form that was not asked for. */
    void answer(Console console, Answer answer, AnswerRenderer renderer) {
        renderer.render(answer);
        // A disk that is full must not look like a short answer.
        if (console.output().checkError()) {
            throw new ImmureException(new Fault(
                    CliFault.OUTPUT,
                    "cannot write the answer to",
                    "standard output",
                    "a write(2) failed: no space is left, or its reader is gone",
                    "Run the command again with its output somewhere else"));
        }
    }

    /** A dangling link counts as there: whoever put it there wanted a file to be read. */
    private static Optional<Path> firstOf(Places places, String name) {
        return places.candidates(name).stream()
                .flatMap(file -> there(file).stream())
                .findFirst();
    }

    private static Optional<Path> there(Path file) {
        return Optional.of(file).filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }
}
