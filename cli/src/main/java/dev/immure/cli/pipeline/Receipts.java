package dev.immure.cli.pipeline;

import dev.immure.core.audit.AuditEvent;
import dev.immure.core.audit.AuditPosition;
import dev.immure.core.audit.Decision;
import dev.immure.core.audit.DiskFigure;
import dev.immure.core.audit.Figure;
import dev.immure.core.audit.Limit;
import dev.immure.core.audit.Measurements;
import dev.immure.core.audit.Meter;
import dev.immure.core.audit.Receipt;
import dev.immure.core.audit.Signer;
import dev.immure.core.audit.Verdict;
import dev.immure.core.audit.WallState;
import dev.immure.core.launch.RunReport;
import dev.immure.core.launch.Verdicts;
import dev.immure.core.plan.DiskBackend;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.LaunchContext;
import dev.immure.core.plan.Opcode;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CpuSet;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import dev.immure.core.runtime.Rlimit;
import dev.immure.policy.FiredRule;
import dev.immure.policy.Obligation;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.policy.Reason;
import dev.immure.policy.Waived;
import dev.immure.profiles.ProfileLimits;
import dev.immure.signing.VerificationResult;
import dev.immure.signing.VerifiedImage;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes down what happened, in the words of the audit log and the receipt. Pure. */
final class Receipts {
    private Receipts() {}

    static AuditEvent.ImageVerified verified(String runId, VerifiedImage image) {
        return new AuditEvent.ImageVerified(runId, image.image().reference(), image.digest(), signers(image));
    }

    static AuditEvent.PolicyDecided decided(
            String runId, VerificationResult image, PolicyBundle bundle, PolicyDecision decision) {
        return switch (decision) {
            case PolicyDecision.Permit permit ->
                event(runId, image, bundle, permit, Decision.PERMIT, obligations(permit), permit.reasons());
            case PolicyDecision.Deny deny ->
                event(runId, image, bundle, deny, Decision.DENY, List.of(), deny.reasons());
        };
    }

    private static AuditEvent.PolicyDecided event(
            String runId,
            VerificationResult image,
            PolicyBundle bundle,
            PolicyDecision decision,
            Decision word,
            List<String> obligations,
            List<Reason> reasons) {
        return new AuditEvent.PolicyDecided(
                runId,
                word,
                image.image().digest(),
                bundle.title(),
                decision.policy(),
                rules(decision),
                obligations,
                reasons.stream()
                        .map(r -> r.rule() + ": " + r.code() + ": " + r.text())
                        .toList(),
                waived(decision),
                decision.recalled(),
                Optional.empty());
    }

    static Receipt receipt(Prepared run, RunReport report, AuditPosition position) {
        return new Receipt(
                run.runId(),
                run.startedAt(),
                new Receipt.Image(
                        run.verification().image().reference(),
                        Optional.of(run.verification().image().digest()),
                        Optional.of(run.tree()),
                        run.verification() instanceof VerifiedImage verified ? signers(verified) : List.of()),
                Optional.of(new Receipt.Policy(
                        run.policy().title(),
                        run.permit().policy(),
                        Decision.PERMIT,
                        rules(run.permit()),
                        obligations(run.permit()),
                        waived(run.permit()))),
                Optional.of(run.plan().digest()),
                new Receipt.Limits(
                        limits(run.intent(), run.disk(), run.cgroups()),
                        run.intent().tuning().cpus().map(CpuSet::toString)),
                walls(run, report),
                new Receipt.Result(verdict(run, report), report.ending(), measurements(report), report.denied()),
                report.copies(),
                position);
    }

    static Verdict verdict(Prepared run, RunReport report) {
        return Verdicts.of(report, Specs.times(run.intent(), run.cgroups()));
    }

    private static List<Signer> signers(VerifiedImage image) {
        return image.signers().stream()
                .map(signer -> new Signer(
                        signer.identity().name(),
                        signer.identity().method(),
                        Map.of(
                                "fingerprint", signer.identity().fingerprint().toString(),
                                "signedReference", signer.signedReference(),
                                "signatureManifest", signer.signatureManifest().toString(),
                                "payload", signer.payload().toString(),
                                "algorithm", signer.algorithm(),
                                "subject", signer.identity().subject(),
                                "issuer", signer.identity().issuer(),
                                "time", signer.time().toString())))
                .toList();
    }

    private static List<String> rules(PolicyDecision decision) {
        return decision.rules().stream().map(FiredRule::rule).toList();
    }

    private static List<String> waived(PolicyDecision decision) {
        return decision.waived().stream().map(Waived::line).toList();
    }

    private static List<String> obligations(PolicyDecision.Permit permit) {
        return permit.obligations().stream().map(Receipts::text).toList();
    }

    private static String text(Obligation obligation) {
        return (obligation.kind() + " " + obligation.value()).strip();
    }

    private static Map<Limit, Long> limits(Intent intent, DiskLimit disk, CgroupLayout cgroups) {
        ProfileLimits limits = intent.limits();
        Map<Limit, Long> values = new EnumMap<>(Limit.class);
        values.put(Limit.MEMORY, limits.memoryBytes());
        values.put(Limit.SWAP, 0L);
        values.put(Limit.PIDS, limits.pids());
        values.put(Limit.CPUS, limits.milliCpus());
        values.put(Limit.CPU_TIME, limits.cpuTime().toNanos());
        values.put(Limit.EXTRA_TIME, intent.tuning().extraTime().toNanos());
        values.put(Limit.WALL_TIME, limits.wallTime().toNanos());
        values.put(Limit.OUTPUT, limits.outputBytes());
        values.put(Limit.DISK, limits.diskBytes());
        if (disk.backend() != DiskBackend.BTRFS) {
            values.put(Limit.INODES, limits.inodes());
        }
        Confinement.forget(values, cgroups);
        NetworkReceipt.addLimits(values, intent.network());
        for (Rlimit rlimit : intent.rlimits()) {
            Limit limit = switch (rlimit.resource()) {
                case RLIMIT_NOFILE -> Limit.OPEN_FILES;
                case RLIMIT_FSIZE -> Limit.FILE_SIZE;
                case RLIMIT_STACK -> Limit.STACK;
                case RLIMIT_CORE -> Limit.CORE;
                default -> null;
            };
            if (limit != null && rlimit.hard() >= 0) {
                values.put(limit, rlimit.hard());
            }
        }
        return values;
    }

    /** The walls that were asked for, as far as the plan put them up. */
    private static Map<String, WallState> walls(Prepared run, RunReport report) {
        LaunchContext context = run.context();
        Intent intent = run.intent();
        Map<String, WallState> walls = new LinkedHashMap<>();
        walls.put("user", new WallState.Enforced(context.ids().describe(intent.user())));
        for (String namespace : List.of("mount", "pid", "ipc", "uts", "cgroup_namespace", "time")) {
            walls.put(namespace, new WallState.Enforced("own namespace"));
        }
        NetworkReceipt.addWalls(walls, intent.network(), report);
        walls.put(
                "capabilities",
                new WallState.Enforced(
                        intent.capabilities().isEmpty()
                                ? "none in any set"
                                : intent.capabilities().capabilities().toString()));
        walls.put("no_new_privs", new WallState.Enforced("1"));
        walls.put(
                "seccomp",
                new WallState.Enforced(
                        "allow-list of profile " + intent.profile().name()
                                + intent.customSeccomp()
                                        .map(custom -> ", and what the filter " + custom.digest() + " leaves of it")
                                        .orElse("")));
        walls.put("aslr", addresses(intent));
        walls.put(
                "landlock",
                context.landlockAbi() >= 1
                        ? new WallState.Enforced("ABI " + context.landlockAbi())
                        : new WallState.Waived("this kernel does not offer it"));
        walls.put(
                "selinux",
                label(run)
                        .<WallState>map(WallState.Enforced::new)
                        .orElseGet(() -> SelinuxLabels.without(run.selinux(), intent.label())));
        walls.put(
                "files",
                new WallState.Enforced("overlay of verified layers, "
                        + switch (intent.rootMode()) {
                            case WRITABLE -> "writes to a layer of this run";
                            case READ_ONLY -> "read-only root";
                        }));
        walls.put("disk", new WallState.Enforced(disk(run.disk())));
        Confinement.addWalls(walls, run.cgroups());
        return PlanWalls.confirmed(walls, run.plan());
    }

    /** Whether addresses are of chance at all is the host's to say (proc(5), randomize_va_space). */
    private static WallState addresses(Intent intent) {
        return switch (intent.tuning().addresses()) {
            case ON -> new WallState.Enforced("as the host has it");
            case OFF -> new WallState.Waived("--security-opt aslr=off");
        };
    }

    private static String disk(DiskLimit limit) {
        return switch (limit.backend()) {
            case TMPFS -> "tmpfs";
            case LOOP -> "ext4 of fixed size on a loop device";
            case PROJECT -> "project quota of bytes and inodes";
            case BTRFS -> "btrfs qgroup: bytes, and inodes only by what they take of them";
        };
    }

    /** What the plan itself says, so that the receipt cannot claim more. */
    private static Optional<String> label(Prepared run) {
        return run.plan().ops().stream()
                .filter(op -> op.opcode() == Opcode.SELINUX_EXEC_LABEL)
                .map(op -> op.texts().getFirst().asText())
                .findFirst();
    }

    static Measurements measurements(RunReport report) {
        Measurements measured = Measurements.none()
                .metered(Meter.WALL, "CLOCK_MONOTONIC since execve")
                .metered(Meter.OUTPUT, "bytes passed on");
        if (report.wallNanos() > 0) {
            measured = measured.with(Figure.WALL_TIME, report.wallNanos());
        }
        measured = measured.with(Figure.STDOUT, report.stdoutBytes()).with(Figure.STDERR, report.stderrBytes());
        if (report.disk().isPresent()) {
            measured = measured.metered(Meter.DISK, report.disk().get().meter())
                    .with(Figure.DISK_USED, report.disk().get().bytes())
                    .withDisks(report.disk().get().mounts().stream()
                            .map(use -> new DiskFigure(use.place(), use.bytes(), use.inodes(), use.full()))
                            .toList());
        }
        measured = NetworkReceipt.addFigures(measured, report);
        measured = figure(report, measured, Quantity.CPU_NANOS, Figure.CPU_TIME);
        measured = figure(report, measured, Quantity.MEMORY_PEAK_BYTES, Figure.MEMORY_PEAK);
        measured = figure(report, measured, Quantity.PIDS_PEAK, Figure.PIDS_PEAK);
        measured = figure(report, measured, Quantity.USER_NANOS, Figure.USER_TIME);
        measured = figure(report, measured, Quantity.SYSTEM_NANOS, Figure.SYSTEM_TIME);
        measured = figure(report, measured, Quantity.OOM_KILLS, Figure.OOM_KILLS);
        measured = figure(report, measured, Quantity.PAGE_CACHE_BYTES, Figure.PAGE_CACHE);
        return usage(report, measured);
    }

    private static Measurements usage(RunReport report, Measurements measured) {
        if (report.usage().isEmpty()) {
            return measured;
        }
        RunReport.Usage usage = report.usage().get();
        return measured.metered(Meter.PROCESS, "wait4 of the program")
                .with(Figure.MAX_RSS, usage.maxRssBytes())
                .with(Figure.VOLUNTARY_SWITCHES, usage.voluntarySwitches())
                .with(Figure.FORCED_SWITCHES, usage.forcedSwitches());
    }

    /** Every figure names its own file: those of one kind stand one after the other, in the order of the figures. */
    private static Measurements figure(RunReport report, Measurements measured, Quantity quantity, Figure figure) {
        Reading reading = report.meters().get(quantity);
        if (reading == null) {
            return measured;
        }
        String before = measured.meters().get(figure.meter());
        String meter = before == null ? reading.meter() : before + ", " + reading.meter();
        return measured.metered(figure.meter(), meter).with(figure, reading.value());
    }
}
