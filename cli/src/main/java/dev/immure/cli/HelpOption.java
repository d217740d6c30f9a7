package dev.immure.cli;

import picocli.CommandLine.Option;

/** {@code --help}, for what only holds commands. */
final class HelpOption {
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;
}
