package dev.immure.cli;

import dev.immure.cli.doctor.DiskFindings;
import dev.immure.cli.doctor.HostDiagnosis;
import dev.immure.cli.doctor.ProbeDiagnosis;
import dev.immure.cli.render.Console;
import dev.immure.core.disk.DiskOffers;
import dev.immure.core.disk.VerityOffer;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.HostReport;
import dev.immure.core.resource.CgroupParent;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code immure doctor}. */
@Command(
        name = "doctor",
        description = "Show what this host can enforce, wall by wall, with the evidence and the way to mend it.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:every required wall can stand; with --probe: every layer held",
            "1:a required wall is missing; with --probe: a layer is weaker than the profile says, or was not tried"
        },
        footer = {"", "Example:", "  immure doctor --probe --profile strict"})
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Mixin
    private final CgroupOptions cgroup = new CgroupOptions();

    @Option(names = "--probe", description = "Launch a sandbox here and try its layers from inside.")
    private boolean probe;

    @Option(
            names = "--profile",
            paramLabel = "NAME|FILE",
            description = "With --probe: the profile to hold it against; default: default.")
    @Nullable
    private String profile;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<CgroupParent> parent = cgroup.parent(global.configuration());
        Configuration configuration = global.configuration();
        HostReport host = DiskFindings.addVerity(
                DiskFindings.add(HostProbe.diagnose(parent), DiskOffers.probe(configuration.root())),
                VerityOffer.probe(configuration.images()));
        return probe ? probe(host, parent) : diagnose(host);
    }

    private int diagnose(HostReport host) {
        HostDiagnosis diagnosis = new HostDiagnosis(host);
        global.answer(console, diagnosis);
        return diagnosis.isReady() ? ExitStatus.OK : ExitStatus.NEGATIVE;
    }

    private int probe(HostReport host, Optional<CgroupParent> parent) {
        ProbeDiagnosis diagnosis = ProbeDiagnosis.make(
                RunSettings.profile(Optional.ofNullable(profile)
                        .or(() -> global.configuration().profile())),
                host,
                parent,
                new EndOnSignal());
        global.answer(console, diagnosis);
        return diagnosis.isSound() ? ExitStatus.OK : ExitStatus.NEGATIVE;
    }
}
