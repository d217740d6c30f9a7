package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicyBuilt;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.policy.bundle.BundleBuilder;
import dev.immure.policy.bundle.BundleFile;
import dev.immure.policy.bundle.BundleRelease;
import dev.immure.policy.bundle.BundleSources;
import dev.immure.policy.bundle.EngineVersion;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure policy build}. */
@Command(
        name = "build",
        description = {
            "Pack a policy directory into one file: rules, tables, policy.yaml, waivers, tests, and the policy as data.",
            "The same files give the same bytes. What policy.yaml says need not be said again, and cannot be said otherwise."
        },
        footer = {
            "",
            "Example:",
            "  immure policy build --name policies.example/prod --version 7 -o prod.bundle ./policies"
        })
final class PolicyBuildCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "DIR", description = "The policy directory.")
    private Path directory = Path.of("");

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE",
            description = "The bundle; a regular file there is replaced in one step.")
    private Path output = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name as of a repository, such as policies.example/prod: scopes of trust files are over it.")
    private String name = "";

    @Option(names = "--version", paramLabel = "N", description = "Version, from 1; hosts never go back to a lower one.")
    private long version;

    @Option(names = "--description", paramLabel = "TEXT", description = "One line for people.")
    private String description = "";

    @Option(names = "--not-before", paramLabel = "DAY", description = "First day of use, such as 2026-12-01, in UTC.")
    @Nullable
    private LocalDate notBefore;

    @Option(names = "--not-after", paramLabel = "DAY", description = "Last day of use, in UTC.")
    @Nullable
    private LocalDate notAfter;

    @Option(
            names = "--minimum-engine",
            paramLabel = "VERSION",
            description = "Earliest version of Immure that may use it, such as 1.2.0.")
    @Nullable
    private String minimumEngine;

    PolicyBuildCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        BundleSources sources = BundleSources.read(directory);
        BundleFile bundle = BundleBuilder.build(sources, release());
        PolicyBundleFiles.write(output, bundle);
        global.answer(console, new PolicyBuilt(output, bundle, sources.leftOut()));
        return ExitStatus.OK;
    }

    private BundleRelease release() {
        return new BundleRelease(
                name,
                version,
                description,
                Optional.ofNullable(notBefore),
                Optional.ofNullable(notAfter),
                Optional.ofNullable(minimumEngine).map(PolicyBuildCommand::engine));
    }

    private static EngineVersion engine(String text) {
        return EngineVersion.parse(text)
                .orElseThrow(() -> new ImmureException(new Fault(
                        CliFault.OPTION,
                        "cannot use option",
                        "--minimum-engine " + text,
                        "it is not a version",
                        "Give a version such as 1.2.0")));
    }
}
