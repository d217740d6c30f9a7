package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.cli.attack.Range;
import dev.immure.cli.render.Console;
import dev.immure.cli.serve.pool.PoolSettings;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditVerification;
import dev.immure.core.audit.Receipt;
import dev.immure.core.audit.Verdict;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.GcReport;
import dev.immure.core.launch.SandboxRun;
import dev.immure.signing.ImageVerifier;
import dev.immure.signing.VerificationResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that share what they need come out as those that do not. */
class SharedWorkplaceIT {
    private static final RunListener NOBODY = new RunListener() {
        @Override
        public void started(SandboxRun run) {}

        @Override
        public void ended() {}
    };

    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicInteger verifications = new AtomicInteger();

    @TempDir
    private Path folder;

    private Range range;
    private RunSetting setting;
    private SharedWorkplace place;

    @BeforeEach
    void packTheProbe() throws IOException {
        range = Range.open(folder);
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "probe");
        setting = range.setting();
        place = SharedWorkplace.open(setting, PoolSettings.OFF, nanoTime::get);
    }

    @AfterEach
    void close() {
        place.close();
    }

    @Test
    void aRunInASharedPlaceComesOutAsOneOfItsOwn() {
        Receipt own = run(new RunPipeline(setting));
        Receipt first = run(new RunPipeline(setting, place));
        Receipt second = run(new RunPipeline(setting, place));
        assertThat(own.result().verdict()).isEqualTo(Verdict.RE);
        for (Receipt shared : new Receipt[] {first, second}) {
            assertThat(shared)
                    .usingRecursiveComparison()
                    // The ids of the one before may still be in use behind it.
                    .ignoringFields("id", "startedAt", "image.signers", "plan", "audit", "result", "walls.user.how")
                    .isEqualTo(own);
            assertThat(shared.image().signers())
                    .usingRecursiveComparison()
                    .ignoringFields("evidence.time")
                    .isEqualTo(own.image().signers());
            assertThat(shared.result().verdict()).isEqualTo(own.result().verdict());
            assertThat(shared.result().ending()).isEqualTo(own.result().ending());
        }
        assertThat(range.audit()).isInstanceOf(AuditVerification.Intact.class);
    }

    @Test
    void anImageIsVerifiedOnceForRunsThatFollowEachOther() {
        use().close();
        use().close();
        assertThat(verifications).hasValue(1);
    }

    @Test
    void anImageIsVerifiedAnewWhenItsAgeIsReached() {
        use().close();
        nanoTime.addAndGet(KeptImages.AGE.toNanos());
        use().close();
        assertThat(verifications).hasValue(2);
    }

    @Test
    void anImageIsVerifiedAnewByATrustPolicyThatWasReadAnew() {
        use().close();
        setting = range.setting();
        use().close();
        assertThat(verifications).hasValue(2);
    }

    /** The name is the same, and what it leads to is not signed. */
    @Test
    void aNameThatWasGivenToAnotherImageLeadsThere() throws IOException {
        run(new RunPipeline(setting, place));
        Path other = range.tree("other");
        Files.writeString(other.resolve("etc/motd"), "another one\n");
        assertThat(range.immure(List.of("image", "pack", other.toString(), "probe:v1", "--entrypoint", "/bin/probe"))
                        .status())
                .isZero();
        assertThatThrownBy(() -> run(new RunPipeline(setting, place)))
                .isInstanceOfSatisfying(
                        ImmureException.class,
                        e -> assertThat(e.fault().code().id()).isEqualTo("IMM-POLICY-DENIED"));
    }

    @Test
    void whatARunHoldsStaysWhenItIsForgottenAndGoesWithTheRun() {
        ImageUse held = use();
        Path tree = held.image().layers().layers().getFirst().tree();
        place.store().remove(ImageName.parse("probe:v1"));
        place.forget();
        place.store().gc();
        assertThat(tree).isDirectory();
        held.close();
        GcReport report = place.store().gc();
        assertThat(tree).as(report.toString()).doesNotExist();
    }

    @Test
    void anImageThatIsRefusedIsNotKept() {
        Function<ImageSource, VerificationResult> refusing = source -> {
            verifications.incrementAndGet();
            throw new IllegalStateException("refused");
        };
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> place.image(range.wish("exit", "0").image(), setting, refusing))
                    .hasMessage("refused");
        }
        assertThat(verifications).hasValue(2);
    }

    private ImageUse use() {
        return place.image(range.wish("exit", "0").image(), setting, source -> {
            verifications.incrementAndGet();
            return ImageVerifier.verify(source, setting.trust());
        });
    }

    private Receipt run(RunPipeline pipeline) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Console console = new Console(InputStream.nullInputStream(), nowhere, nowhere);
        return pipeline.run(range.wish("exit", "3"), console, NOBODY).receipt();
    }
}
