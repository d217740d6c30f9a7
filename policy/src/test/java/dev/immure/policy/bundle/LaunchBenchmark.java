package dev.immure.policy.bundle;

import static dev.immure.policy.bundle.Bundles.ALICE;
import static dev.immure.policy.bundle.Bundles.BOB;
import static dev.immure.policy.bundle.Bundles.ENGINE;
import static dev.immure.policy.bundle.Bundles.NOON;

import dev.immure.core.state.StateDirectory;
import dev.immure.policy.BenchmarkRules;
import dev.immure.policy.PolicyMemory;
import dev.immure.policy.cache.KeptPolicies;
import dev.immure.signing.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a signed bundle costs the process that launches once; {@code bench/policy/launch} starts it. Each sample is the first
 * thing that a Java of its own does: nothing has been loaded, nothing is compiled, nothing is remembered but on disk.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(5)
@State(Scope.Benchmark)
public class LaunchBenchmark {
    private static final String KEPT = "kept";
    private static final String BUNDLE = "p.bundle";

    /**
     * {@code signatures}: read and verified, its rules not looked at. {@code rules}: accepted, its rules read. {@code kept}:
     * accepted, its rules read before by another process.
     */
    @Param({"signatures", "rules", "kept"})
    public String how = "rules";

    @Param({"30", "300", "3000"})
    public int rules;

    /** Where {@link #main} has been. */
    @Param("")
    public String directory = "";

    /** Made by JMH. */
    public LaunchBenchmark() {
        // All is read when it is timed.
    }

    /** Makes the bundles: {@code DIRECTORY RULES…}. */
    public static void main(String[] arguments) throws IOException {
        for (int i = 1; i < arguments.length; i++) {
            int rules = Integer.parseInt(arguments[i]);
            Path place = Files.createDirectories(Path.of(arguments[0], arguments[i]));
            Path policy = Files.createDirectories(place.resolve("policy"));
            for (Map.Entry<String, byte[]> file : BenchmarkRules.files(rules).entrySet()) {
                Files.write(policy.resolve(file.getKey()), file.getValue());
            }
            BundleFile bundle = BundleBuilder.build(BundleSources.read(policy), Bundles.release(1))
                    .signed(ALICE, NOON)
                    .signed(BOB, NOON);
            Files.write(place.resolve(BUNDLE), BundleArchive.write(bundle));
            Bundles.gate(Bundles.twoOfTwo(place)).accept(bundle, kept(place));
        }
    }

    private static KeptPolicies kept(Path place) {
        return new KeptPolicies(place.resolve(KEPT), ENGINE.toString());
    }

    /** Files and locks of the kernel's: whoever launches has come to them before. */
    @Setup
    public void prepare() {
        Path any = Path.of(directory, "any");
        try (StateDirectory state = StateDirectory.open(any)) {
            state.alone(() -> state.replace("any", new byte[1]));
        }
    }

    @Benchmark
    public Object launch() {
        Path place = Path.of(directory, Integer.toString(rules));
        BundleGate gate = Bundles.gate(TrustPolicy.read(place.resolve("trust.yaml")));
        BundleFile bundle = PolicyChoice.read(place.resolve(BUNDLE));
        return switch (how) {
            case "signatures" -> gate.signatures(bundle);
            case KEPT -> gate.accept(bundle, kept(place)).policy();
            default -> gate.accept(bundle, PolicyMemory.NONE).policy();
        };
    }
}
