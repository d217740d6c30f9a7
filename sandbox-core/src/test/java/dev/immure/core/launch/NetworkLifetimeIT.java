package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.network.AllowRule;
import dev.immure.core.network.NetworkFault;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.network.SandboxNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several networked sandboxes at a time, and what is left when one of them is torn away. */
class NetworkLifetimeIT {
    private static final String READY = "listening\n";

    @TempDir
    private static Path directory;

    private static Path tree;

    private NetworkWorld world;

    @BeforeAll
    static void makeTree() throws IOException {
        tree = NetworkIT.tree(directory);
    }

    @BeforeEach
    void openWorld() {
        world = NetworkWorld.open();
    }

    @AfterEach
    void closeWorld() {
        String left = world.leftovers();
        world.close();
        assertThat(left).isEmpty();
    }

    private static NetworkSpec.Private network(String... allow) {
        return new NetworkSpec.Private(
                Arrays.stream(allow).map(AllowRule::parse).toList(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }

    private static FutureTask<RunReport> start(NetworkWorld world, TestSandbox sandbox) {
        FutureTask<RunReport> run = new FutureTask<>(() -> world.run(sandbox));
        Thread.ofPlatform().daemon().start(run);
        return run;
    }

    private static String result(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    @Test
    void oneSandboxCannotReachAnother() throws InterruptedException, ExecutionException {
        Announced announced = new Announced();
        TestSandbox victim = TestSandbox.of(tree, "accept", "8080", "20000")
                .network(network())
                .stdoutTo(announced);
        FutureTask<RunReport> waiting = start(world, victim);
        announced.await();
        TestSandbox attacker = TestSandbox.of(
                        tree,
                        "tcp",
                        NetworkIT.hex("10.119.0.2"),
                        "8080",
                        "tcp",
                        NetworkIT.hex("fd69:6d6d:7572:6500::2"),
                        "8080",
                        "udp",
                        NetworkIT.hex("10.119.0.2"),
                        "8080")
                .network(network("10.119.0.0/16", "fd69:6d6d:7572:6500::/64"));
        world.run(attacker);
        assertThat(attacker.out().lines())
                .as("named by a rule of its own, and yet")
                .extracting(NetworkLifetimeIT::result)
                .containsExactly("-110", "-110", "-110");
        victim.interrupt();
        waiting.get();
    }

    @Test
    void nobodyOutsideReachesIn() throws InterruptedException, ExecutionException {
        Announced announced = new Announced();
        TestSandbox victim = TestSandbox.of(tree, "accept", "8080", "20000")
                .network(network())
                .stdoutTo(announced);
        FutureTask<RunReport> waiting = start(world, victim);
        announced.await();
        world.inOutside("ip", "route", "add", "10.119.0.0/16", "via", NetworkWorld.HOST_V4);
        world.inOutside("ip", "route", "add", "fd69:6d6d:7572:6500::/64", "via", NetworkWorld.HOST_V6);
        for (String address : List.of("10.119.0.2", "fd69:6d6d:7572:6500::2")) {
            assertThatThrownBy(() -> world.atOutside(() -> {
                        try (Socket socket = new Socket()) {
                            socket.connect(new InetSocketAddress(address, 8080), 1500);
                            return socket;
                        }
                    }))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
        victim.interrupt();
        waiting.get();
    }

    @Test
    void twentyAtATimeHaveTwentyAddresses() throws IOException, InterruptedException, ExecutionException {
        world.serveOutside(80, socket -> socket.getOutputStream().write('!'));
        List<TestSandbox> sandboxes = new ArrayList<>();
        List<FutureTask<RunReport>> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TestSandbox sandbox = TestSandbox.of(
                            NetworkIT.tree(Files.createTempDirectory(directory, "t")),
                            "tcp",
                            NetworkIT.hex(NetworkWorld.OUTSIDE_V4),
                            "80",
                            "sleep",
                            "1000",
                            "cat",
                            "/proc/net/fib_trie")
                    .network(network());
            sandboxes.add(sandbox);
            runs.add(start(world, sandbox));
        }
        for (FutureTask<RunReport> run : runs) {
            run.get();
        }
        assertThat(sandboxes).allSatisfy(sandbox -> assertThat(sandbox.out()).contains("80 = 0\n"));
    }

    @Test
    void aFlushOfTheHostsRulesetLeavesTheFilterStanding() throws InterruptedException, ExecutionException {
        world.serveOnHost(22);
        TestSandbox sandbox = TestSandbox.of(
                        tree, "accept", "8080", "1500", "tcp", NetworkIT.hex(NetworkWorld.HOST_V4), "22")
                .network(network());
        FutureTask<RunReport> run = start(world, sandbox);
        world.inHost("sh", "-c", "until nft list tables | grep -q immure; do sleep 0.1; done; nft flush ruleset");
        run.get();
        assertThat(sandbox.out().lines().reduce("", (earlier, last) -> last)).endsWith("22 = -110");
    }

    @Test
    void whatAKilledLauncherLeavesIsRemovedByGc() throws IOException, InterruptedException {
        killOne();
        assertThat(world.leftovers()).contains("immure0", "imb0", "table inet immure-0", "table bridge immure-0");
        assertThat(world.<List<String>>atHost(SandboxNetwork::removeLeftovers))
                .contains("immure0", "imb0", "table inet immure-0", "table bridge immure-0");
        assertThat(world.leftovers()).isEmpty();
    }

    @Test
    void whatAKilledLauncherLeavesIsRemovedByTheNextStart() throws IOException, InterruptedException {
        killOne();
        assertThat(world.leftovers()).isNotEmpty();
        TestSandbox next = TestSandbox.of(tree, "sleep", "1").network(network());
        world.run(next);
        assertThat(next.out()).isEqualTo("sleep 1 = 0\n");
    }

    private void killOne() throws IOException, InterruptedException {
        Process launcher = LauncherProcess.start(
                world.shellIntoHost(), tree, LauncherProcess.NETWORKED, "accept", "8080", "60000");
        Traces traces = Traces.of(launcher);
        InputStream said = launcher.getInputStream();
        assertThat(new String(said.readNBytes(READY.length()), StandardCharsets.US_ASCII))
                .isEqualTo(READY);
        assertThat(world.<List<String>>atHost(SandboxNetwork::removeLeftovers))
                .as("while it runs, nothing of it is a leftover")
                .isEmpty();
        launcher.destroyForcibly().waitFor();
        traces.assertNoneSoon();
    }

    @Test
    void aHostThatForwardsNothingIsToldWhatToSet() {
        world.inHost("sysctl", "-qw", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        TestSandbox sandbox = TestSandbox.of(tree, "sleep", "1").network(network());
        assertThatThrownBy(() -> world.run(sandbox)).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(NetworkFault.FORWARDING);
            assertThat(e.fault().remedy()).contains("net.ipv4.ip_forward=1");
        });
        assertThat(world.inHost("sysctl", "-n", "net.ipv4.ip_forward")).isEqualTo("0\n");
    }

    @Test
    void aHostThatUsesOurAddressesIsRefused() {
        world.inHost("ip", "route", "add", "10.119.3.0/24", "via", NetworkWorld.OUTSIDE_V4);
        TestSandbox sandbox = TestSandbox.of(tree, "sleep", "1").network(network());
        assertThatThrownBy(() -> world.run(sandbox))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(NetworkFault.TAKEN));
        world.inHost("ip", "route", "del", "10.119.3.0/24");
        world.inHost("ip", "route", "add", "10.0.0.0/8", "via", NetworkWorld.OUTSIDE_V4);
        world.run(TestSandbox.of(tree, "sleep", "1").network(network()));
    }

    @Test
    void aStrangersInterfaceOfThatNameIsLeftAlone() {
        world.inHost("ip", "link", "add", "immure0", "type", "ifb");
        TestSandbox sandbox = TestSandbox.of(tree, "sleep", "1").network(network());
        assertThatThrownBy(() -> world.run(sandbox))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(NetworkFault.TAKEN));
        assertThat(world.leftovers()).isEqualTo("immure0\n");
        world.inHost("ip", "link", "del", "immure0");
    }

    /** Each datagram to another port is a connection for the kernel. */
    @Test
    void theHostsTableOfConnectionsIsNotFilledUp() {
        TestSandbox flood = TestSandbox.of(tree, "flood", NetworkIT.hex(NetworkWorld.OUTSIDE_V4), "20000")
                .network(network());
        FutureTask<RunReport> run = start(world, flood);
        long most = 0;
        while (!run.isDone()) {
            most = Math.max(
                    most,
                    Long.parseLong(world.inHost("sysctl", "-n", "net.netfilter.nf_conntrack_count")
                            .strip()));
        }
        assertThat(flood.out()).contains("flood");
        assertThat(most).isBetween(1000L, 2600L);
    }

    @Test
    void withoutIpv6ForwardingTheSandboxHasIpv4Alone() {
        world.serveOutside(80, socket -> socket.getOutputStream().write('!'));
        world.inHost("sysctl", "-qw", "net.ipv6.conf.all.forwarding=0");
        TestSandbox sandbox = TestSandbox.of(
                        tree,
                        "tcp",
                        NetworkIT.hex(NetworkWorld.OUTSIDE_V4),
                        "80",
                        "tcp",
                        NetworkIT.hex(NetworkWorld.OUTSIDE_V6),
                        "80")
                .network(network());
        RunReport report = world.run(sandbox);
        assertThat(sandbox.out().lines()).extracting(NetworkLifetimeIT::result).containsExactly("0", "-101");
        assertThat(report.network().orElseThrow().how()).startsWith("10.119.0.2 alone");
        assertThatThrownBy(() -> world.run(TestSandbox.of(tree, "sleep", "1").network(network("2001:db8::/32"))))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(NetworkFault.FORWARDING));
    }
}
