package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.Main;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The network options of {@code immure run}, as far as policy and receipt; sandbox-core's NetworkIT tries the rules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkRunIT {
    private final Path folder;
    private final Range range;

    NetworkRunIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    @Test
    void theReceiptTellsWallsLimitsAndTraffic() throws IOException, InterruptedException, JsonException {
        Path receipt = folder.resolve("networked.json");
        String said = inANetworkOfItsOwn(
                "run",
                "--root",
                range.root().toString(),
                "--key",
                range.publicKey().toString(),
                "--receipt",
                receipt.toString(),
                "--network",
                "private",
                "--allow-net",
                "192.0.2.0/24:443",
                "--dns",
                "192.0.2.53",
                "--bandwidth-in",
                "1mbit",
                "--bandwidth-out",
                "2mbit",
                "--traffic-limit",
                "1m",
                "probe:v1",
                "cat",
                "/etc/resolv.conf");
        assertThat(said).isEqualTo("nameserver 192.0.2.53\n");
        JsonObject json = Range.receipt(receipt);
        JsonObject walls = json.requireObject("walls");
        assertThat(walls.requireObject("network").requireString("how"))
                .contains("10.119.0.2", "immure0", "nftables", "named destinations: 1");
        assertThat(walls.requireObject("bandwidth").requireString("how")).isEqualTo("in: tbf, out: tbf+ifb");
        JsonObject limits = json.requireObject("limits");
        assertThat(limits.requireLong("bandwidthInBitsPerSecond")).isEqualTo(1_000_000);
        assertThat(limits.requireLong("bandwidthOutBitsPerSecond")).isEqualTo(2_000_000);
        assertThat(limits.requireLong("trafficBytes")).isEqualTo(1 << 20);
        JsonObject result = json.requireObject("result");
        assertThat(result.requireLong("rxBytes")).isZero();
        assertThat(result.requireLong("txBytes")).isZero();
        assertThat(result.requireString("trafficMeter")).contains("nftables");
    }

    /** The namespace, and with it all that could be left, ends with the process. */
    private static String inANetworkOfItsOwn(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-n",
                "sh",
                "-c",
                "sysctl -qw net.ipv4.ip_forward=1; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path"),
                "-Djnr.ffi.asm.enabled=false",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }

    @Test
    void theBaselineDeniesAnUnboundedNetworkAndWhatIsNotPublic() throws IOException {
        assertDenied("NETWORK-UNBOUNDED", "--network", "private");
        assertDenied("NETWORK-ANYWHERE", "--network", "private", "--allow-net", "0.0.0.0/0");
        assertDenied("NETWORK-PRIVATE", "--network", "private", "--allow-net", "169.254.169.254:80");
    }

    private void assertDenied(String code, String... options) throws IOException {
        Range.Run run = range.run(List.of(options), "probe:v1", "exit", "0");
        assertThat(run.status()).isEqualTo(77);
        assertThat(run.outcome().err()).contains(code);
    }

    @Test
    void aPolicyCanTakeTheNetworkAway() throws IOException {
        List<String> asked = List.of("--network", "private", "--allow-net", "192.0.2.0/24");
        assertThat(plan("decision.permit(\"P\", \"yes\");", asked)).contains("offer-network");
        assertThat(plan("decision.permit(\"P\", \"yes\"); decision.require(\"no-network\");", asked))
                .doesNotContain("offer-network", "/etc/resolv.conf", "lock of the network slot");
    }

    private String plan(String action, List<String> options) throws IOException {
        Path policy = folder.resolve("policy.drl");
        Files.writeString(
                policy, "package p;\nrule \"ALL-001 all\"\nwhen\n    ImageFacts()\nthen\n    " + action + "\nend\n");
        List<String> arguments =
                new ArrayList<>(List.of("plan", "--key", range.publicKey().toString(), "--policy", policy.toString()));
        arguments.addAll(options);
        arguments.add("probe:v1");
        Range.Outcome outcome = range.immure(arguments);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome.out();
    }

    @Test
    void whatIsWrongWithTheOptionsIsToldAtOnce() throws IOException {
        Range.Run run = range.run(
                List.of(
                        "--network",
                        "private",
                        "--allow-net",
                        "10.0.0.1/8",
                        "--dns",
                        "dns.example",
                        "--bandwidth-in",
                        "1mb"),
                "probe:v1");
        assertThat(run.status()).isEqualTo(125);
        assertThat(run.outcome().err())
                .contains("--allow-net 10.0.0.1/8", "10.0.0.0/8", "--dns dns.example", "--bandwidth-in 1mb");
        assertThat(range.run(List.of("--dns", "192.0.2.53"), "probe:v1")
                        .outcome()
                        .err())
                .contains("need --network private");
        assertThat(range.run(List.of("--network", "host"), "probe:v1").outcome().err())
                .contains("neither none nor private");
    }
}
