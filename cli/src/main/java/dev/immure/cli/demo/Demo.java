package dev.immure.cli.demo;

import dev.immure.cli.pipeline.RunListener;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.pipeline.SelinuxWish;
import dev.immure.cli.pipeline.Tuning;
import dev.immure.cli.render.Console;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.AuditVerifier;
import dev.immure.core.audit.Receipt;
import dev.immure.core.disk.DiskPreference;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.image.store.TreeVerification;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.Copies;
import dev.immure.core.resource.CgroupParent;
import dev.immure.policy.PolicyBundle;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.SecurityProfile;
import dev.immure.signing.TrustPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The main job on an embedded image: sign, verify, decide, launch; then two images that must be refused. */
public final class Demo {
    private static final String SIGNED = "demo/probe:v1";
    private static final String UNSIGNED = "demo/unsigned:v1";
    private static final String TAMPERED = "demo/tampered:v1";
    private static final List<String> NAMESPACES = List.of("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time");

    private final RunListener listener;

    private final Optional<CgroupParent> cgroupParent;

    /**
     * @param listener told of the sandbox, so that a signal can end it
     * @param cgroupParent empty for the cgroup that Immure itself runs in
     */
    public Demo(RunListener listener, Optional<CgroupParent> cgroupParent) {
        this.listener = listener;
        this.cgroupParent = cgroupParent;
    }

    /**
     * What the demo has shown.
     *
     * @param key kind and fingerprint of the key it made
     * @param attempts every line of the probe
     * @param unsigned why the unsigned image was refused; empty where it ran after all
     * @param tampered why the changed image was refused; empty where it ran after all
     */
    public record Story(
            String key,
            ResolvedImage image,
            Receipt receipt,
            AuditVerification audit,
            List<Attempt> attempts,
            Optional<Fault> unsigned,
            Optional<Fault> tampered) {
        public Story {
            attempts = List.copyOf(attempts);
        }

        /** Whether every wall held and both images were refused. */
        public boolean isGood() {
            return attempts.stream().anyMatch(Attempt::held)
                    && attempts.stream().allMatch(attempt -> attempt.held() || attempt.skipped())
                    && audit instanceof AuditVerification.Intact
                    && unsigned.isPresent()
                    && tampered.isPresent();
        }
    }

    /** Does it all, in a folder that is gone afterwards. */
    public Story play() {
        try (DemoWorkshop workshop = DemoWorkshop.open()) {
            Path root = workshop.root("state");
            ResolvedImage image = workshop.pack(root, SIGNED);
            workshop.sign(root, SIGNED);
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            Receipt receipt = run(workshop, root, SIGNED, said);
            List<Attempt> attempts =
                    ProbeBox.attempts(said.toString(StandardCharsets.UTF_8).lines());
            workshop.pack(root, UNSIGNED);
            Optional<Fault> unsigned = refusal(workshop, root, UNSIGNED);
            return new Story(
                    workshop.key().kind() + " " + workshop.key().fingerprint(),
                    image,
                    receipt,
                    AuditVerifier.verify(setting(workshop, root).audit()),
                    attempts,
                    unsigned,
                    tampered(workshop));
        }
    }

    /** In a store of its own: there the layer has not been unpacked before it was changed. */
    private Optional<Fault> tampered(DemoWorkshop workshop) {
        Path root = workshop.root("other-state");
        ResolvedImage image = workshop.pack(root, TAMPERED);
        workshop.sign(root, TAMPERED);
        workshop.tamper(root, image);
        return refusal(workshop, root, TAMPERED);
    }

    private Optional<Fault> refusal(DemoWorkshop workshop, Path root, String name) {
        try {
            run(workshop, root, name, new ByteArrayOutputStream());
            return Optional.empty();
        } catch (ImmureException e) {
            return Optional.of(e.fault());
        }
    }

    private Receipt run(DemoWorkshop workshop, Path root, String name, ByteArrayOutputStream output) {
        PrintStream stream = new PrintStream(output, false, StandardCharsets.UTF_8);
        Console console = new Console(InputStream.nullInputStream(), stream, stream);
        return new RunPipeline(setting(workshop, root))
                .run(wish(name, outside()), console, listener)
                .receipt();
    }

    private RunSetting setting(DemoWorkshop workshop, Path root) {
        return setting(workshop, root, ProfileCatalog.shipped().load("default"), cgroupParent);
    }

    /** Trusts the workshop's key, and decides by the shipped policy. */
    static RunSetting setting(
            DemoWorkshop workshop, Path root, SecurityProfile profile, Optional<CgroupParent> cgroupParent) {
        return new RunSetting(
                root,
                root.resolve("images"),
                root.resolve("audit"),
                TrustPolicy.ofKey(workshop.publicKey()),
                PolicyBundle.baseline(),
                profile,
                cgroupParent,
                DiskPreference.AUTO,
                TreeVerification.STAT);
    }

    /** The probe is told the namespaces out here, so that it can tell its own from them. */
    static List<String> outside() {
        return NAMESPACES.stream().map(Demo::namespace).toList();
    }

    static RunWish wish(String name, List<String> command) {
        return new RunWish(
                ImageReference.parse(name),
                command,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Copies.none(),
                List.of(),
                List.of(),
                List.of(),
                RunWish.Limits.none(),
                new NetworkSpec.None(),
                Tuning.none(),
                Optional.empty(),
                SelinuxWish.none(),
                true,
                false,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static String namespace(String name) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns", name)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
