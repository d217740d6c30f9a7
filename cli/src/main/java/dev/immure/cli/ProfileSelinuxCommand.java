package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.SelinuxModuleText;
import dev.immure.profiles.SelinuxModule;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure profile selinux}. */
@Command(
        name = "selinux",
        description = "Print the SELinux module of Immure, for semodule(8).",
        footer = {"", "Example:", "  immure profile selinux >immure.cil && semodule -i immure.cil"})
final class ProfileSelinuxCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    ProfileSelinuxCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        global.answer(console, new SelinuxModuleText(SelinuxModule.text()));
        return ExitStatus.OK;
    }
}
