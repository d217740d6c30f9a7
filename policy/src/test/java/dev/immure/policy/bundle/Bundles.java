package dev.immure.policy.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import dev.immure.signing.SigningKey;
import dev.immure.signing.TrustPolicy;
import dev.immure.signing.VerificationTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Bundles made in tests, and what they are taken apart into to be broken. */
final class Bundles {
    static final String NAME = "policies.example/prod";
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final EngineVersion ENGINE = new EngineVersion(1, 2, 3);
    static final SigningKey ALICE = SigningKey.generateEcdsaP256();
    static final SigningKey BOB = SigningKey.generateEcdsaP256();

    static final String RULES = """
            rule "PRM-001 all"
            when
                ImageFacts( verification == "verified" )
            then
                decision.permit("ALL", "verified");
            end
            """;

    private Bundles() {}

    static BundleRelease release(long version) {
        return new BundleRelease(
                NAME,
                version,
                "what runs in production",
                Optional.of(LocalDate.parse("2026-11-01")),
                Optional.of(LocalDate.parse("2027-10-31")),
                Optional.of(new EngineVersion(1, 0, 0)));
    }

    /** Files of a policy directory. */
    static SortedMap<String, String> files() {
        return new TreeMap<>(Map.of(
                "a.drl",
                RULES,
                "b.drl",
                RULES.replace("PRM-001", "PRM-002"),
                "tests/all_test.yaml",
                "schema: 1\n",
                "tests/fixtures/one.json",
                "{}"));
    }

    static Path directory(Path folder, Map<String, String> files) {
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BundleFile build(Path folder, long version) {
        return BundleBuilder.build(BundleSources.read(directory(folder, files())), release(version));
    }

    /** Not from a directory: what the compiler never saw may stand in it. */
    static BundleFile of(SortedMap<String, byte[]> parts, BundleRelease release) {
        BundleManifest manifest = new BundleManifest(
                release.name(),
                release.version(),
                release.description(),
                release.window(),
                release.engine(),
                BundleContent.describe(parts));
        return BundleFile.of(BundleContent.of(manifest, parts), "bundle");
    }

    static BundleFile read(BundleFile bundle) {
        return BundleArchive.read(BundleArchive.write(bundle), "bundle");
    }

    /** A valid archive, one thing in its files changed. */
    static byte[] changed(BundleFile bundle, Consumer<SortedMap<String, byte[]>> change) {
        SortedMap<String, byte[]> files = PlainTar.read(BundleArchive.write(bundle), Integer.MAX_VALUE, "valid bundle");
        change.accept(files);
        return PlainTar.write(files);
    }

    static Path key(Path folder, String name, SigningKey key) {
        return trusted(folder.resolve(name), key.publicPem());
    }

    static Path trusted(Path file, String text) {
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both keys, and both are needed, for names below policies.example. */
    static TrustPolicy twoOfTwo(Path folder) {
        key(folder, "alice.pem", ALICE);
        key(folder, "bob.pem", BOB);
        return TrustPolicy.read(trusted(folder.resolve("trust.yaml"), """
                schema: 1
                keys:
                  alice: {file: alice.pem}
                  bob: {file: bob.pem}
                rules:
                  - scope: policies.example/*
                    require: [alice, bob]
                    threshold: 2
                """));
    }

    static BundleGate gate(TrustPolicy trust) {
        return gate(trust, NOON);
    }

    static BundleGate gate(TrustPolicy trust, Instant now) {
        return new BundleGate(trust, ENGINE, new VerificationTime(Optional.of(now), now));
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    static void refuses(FaultCode code, String why, ThrowingCallable action) {
        assertThatThrownBy(action).isInstanceOfSatisfying(ImmureException.class, e -> {
            Fault fault = e.fault();
            assertThat(fault.code()).as(fault.toString()).isEqualTo(code);
            assertThat(fault.why()).contains(why);
            assertThat(fault.remedy()).isNotBlank();
        });
    }
}
