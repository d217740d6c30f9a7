package dev.immure.cli;

import dev.immure.cli.doctor.HostDiagnosis;
import dev.immure.cli.render.Console;
import dev.immure.core.host.HostProbe;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code immure doctor}. */
@Command(
        name = "doctor",
        description = "Show what this host can enforce, wall by wall, with the evidence and the way to mend it.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:every required wall can stand", "1:a required wall is missing"},
        footer = {"", "Example:", "  immure doctor --output json"})
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final CgroupOptions cgroup = new CgroupOptions();

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        HostDiagnosis diagnosis = new HostDiagnosis(HostProbe.probe(cgroup.parent(global.configuration())));
        global.answer(console, diagnosis);
        return diagnosis.isReady() ? ExitStatus.OK : ExitStatus.NEGATIVE;
    }
}
