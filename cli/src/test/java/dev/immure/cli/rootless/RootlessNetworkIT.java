package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ordinary user's private network, tried from its inside against servers that would answer. */
class RootlessNetworkIT {
    private static final String REFUSED = "-111";
    private static final String SILENT = "-110";

    /** sendto(2): EPERM, where the filter is the sender's own kernel. */
    private static final String DROPPED = "-1";
    /** The shipped policy lets nobody reach as much. */
    private static final String LENIENT = """
            package p;
            rule "ALL-001 all"
            when
                ImageFacts()
            then
                decision.permit("P", "yes");
            end
            """;

    /** Messages of rtnetlink(7) and nf_tables, with NLM_F_REQUEST and NLM_F_ACK; eth0 is interface 2. */
    private static final String DELETE_QDISC = "24000000" + "25000500" + "01000000" + "00000000" + "00000000"
            + "02000000" + "00000100" + "ffffffff" + "00000000";

    private static final String DELETE_LINK =
            "20000000" + "11000500" + "01000000" + "00000000" + "00000000" + "02000000" + "00000000" + "00000000";

    /** 198.51.100.0/24 by eth0. */
    private static final String ADD_ROUTE = "2c000000" + "18000504" + "01000000" + "00000000" + "02180000" + "fe04fd01"
            + "00000000" + "08000100c6336400" + "0800040002000000";

    /** The gateway is at another hardware address. */
    private static final String NEW_NEIGHBOUR = "30000000" + "1c000505" + "01000000" + "00000000" + "02000000"
            + "02000000" + "80000000" + "080001000a770001" + "0a000200ffffffffffff0000";

    /** Says what is said on port 80 of an address. */
    private static final String CONNECT =
            "import socket, sys; print(socket.create_connection((sys.argv[1], 80), 5).recv(1).decode(), end='')";

    private static final String DELETE_TABLE = "14000000" + "020a0500" + "01000000" + "00000000" + "01000000";

    /** Bits a second: 20mbit and 10mbit. */
    private static final double IN = 20_000_000;

    private static final double OUT = 10_000_000;

    private static String anywhere;

    @TempDir
    private static Path folder;

    private static OrdinaryUser maker;
    private static NetworkHost host;
    private static OrdinaryUser user;

    @BeforeAll
    static void buildTheWorld() throws IOException, InterruptedException {
        maker = OrdinaryUser.in(folder);
        maker.packTheProbe("probe:v1", "-u", "1000:1000");
        Path net = maker.home().resolve("tree/bin/net");
        compile(net);
        OrdinaryUser.give(net);
        String tree = maker.home().resolve("tree").toString();
        String key = maker.home().resolve("key.pem").toString();
        assertThat(maker.immure("image", "pack", tree, "net:v1", "--entrypoint", "/bin/net", "-u", "1000:1000")
                        .status())
                .isZero();
        assertThat(maker.immure("image", "sign", "--key", key, "net:v1").status())
                .isZero();
        host = new NetworkHost(
                "10.9.9.9/32",
                "172.16.5.5/32",
                "192.168.50.1/32",
                "100.64.7.7/32",
                "169.254.169.254/32",
                "192.0.2.80/32",
                "fd00:ec2::254/128",
                "fd12::1/128",
                "2001:db8:ffff::80/128",
                "64:ff9b::a09:909/128",
                "2002:a09:909::1/128");
        user = host.settle(maker);
        Path policy = Files.writeString(maker.home().resolve("policy.drl"), LENIENT);
        OrdinaryUser.give(policy);
        anywhere = "--policy=" + policy + " --network=private";
    }

    /** The acts are those of the network tests as root. */
    @SuppressForbidden(reason = "gcc makes what runs inside")
    private static void compile(Path to) throws IOException, InterruptedException {
        List<String> gcc = new ArrayList<>(List.of("gcc", "-std=c11", "-O1", "-ffreestanding", "-fno-builtin"));
        gcc.addAll(List.of("-nostdlib", "-static", "-fno-pie", "-no-pie", "-fno-stack-protector", "-o", to.toString()));
        gcc.add("../sandbox-core/src/test/c/net.c");
        Process process = new ProcessBuilder(gcc).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void nothingOfARunIsLeft() throws IOException {
        assertThat(host.pastas()).isEmpty();
        assertThat(maker.leftCgroups()).isEmpty();
    }

    @AfterAll
    static void close() throws IOException {
        host.close();
        maker.close();
    }

    /** An act of the probe's to an address and a port. */
    private static String to(String act, String address, int port) {
        return act + " "
                + HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress()) + " " + port;
    }

    private static String to(String act, List<String> addresses) {
        return addresses.stream().map(address -> to(act, address, 80)).collect(Collectors.joining(" "));
    }

    private static List<String> results(OrdinaryUser.Outcome outcome) {
        return outcome.lines().stream()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    private static List<String> answers(OrdinaryUser who, String options, String... acts)
            throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome = who.run(options, "net:v1", String.join(" ", acts));
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        return results(outcome);
    }

    @Test
    void whatIsAllowedIsReachedAndTheReceiptSaysHow() throws IOException, InterruptedException {
        assertThat(answers(
                        user,
                        anywhere,
                        to("tcp", NetworkHost.OUTSIDE_V4, 80),
                        to("tcp", NetworkHost.OUTSIDE_V6, 80),
                        to("udp", NetworkHost.OUTSIDE_V4, 80),
                        to("udp", NetworkHost.OUTSIDE_V6, 80),
                        to("tcp", "192.0.2.80", 80),
                        to("tcp", "2001:db8:ffff::80", 80)))
                .containsExactly("0", "0", "1", "1", "0", "0");
        assertThat(user.wall("network")).contains("enforced", "pasta", "10.119.0.2", "fd69:6d6d:7572:6500::2");
        assertThat(user.receipt())
                .content()
                .containsPattern("\"txBytes\" : [1-9]")
                .containsPattern("\"rxBytes\" : [1-9]");
    }

    @Test
    void withOneIdItIsTheSame() throws IOException, InterruptedException {
        OrdinaryUser one = user.with("SUBIDS", "");
        assertThat(answers(
                        one,
                        anywhere,
                        to("tcp", NetworkHost.OUTSIDE_V4, 80),
                        to("tcp", NetworkHost.HOST_V4, 80),
                        to("tcp", "10.9.9.9", 80)))
                .containsExactly("0", SILENT, REFUSED);
    }

    @Test
    void privateAndMetadataAddressesAreNotReached() throws IOException, InterruptedException {
        List<String> closed = List.of(
                "10.9.9.9",
                "172.16.5.5",
                "192.168.50.1",
                "100.64.7.7",
                "169.254.169.254",
                "fd00:ec2::254",
                "fd12::1",
                "64:ff9b::a09:909",
                "2002:a09:909::1");
        assertThat(answers(user, anywhere, to("tcp", closed))).containsOnly(REFUSED);
        assertThat(answers(user, anywhere, to("udp", "169.254.169.254", 80), to("udp", "fd12::1", 80)))
                .containsOnly(DROPPED);
    }

    @Test
    void noAddressOfTheHostIsReachedNotEvenWhenItIsNamed() throws IOException, InterruptedException {
        List<String> addresses = List.of(
                NetworkHost.HOST_V4,
                NetworkHost.HOST_V6,
                "198.51.100.7",
                "10.119.0.1",
                "fd69:6d6d:7572:6500::1",
                "10.119.0.77");
        String named =
                addresses.stream().map(address -> " --allow-net=" + address).collect(Collectors.joining());
        for (String options : List.of(anywhere, anywhere + named)) {
            assertThat(answers(user, options, to("tcp", addresses))).containsOnly(SILENT);
            assertThat(answers(user, options, to("udp", addresses))).containsOnly(DROPPED);
        }
    }

    /** The address of a link needs the number of an interface: lo is 1. */
    @Test
    void neitherTheLinkOfTheHostNorWhoIsOnItIsReached() throws IOException, InterruptedException {
        // Both are there: without the walls of a sandbox the neighbour answers on the link, and the host to itself.
        for (String address : List.of("fe80::1%h0", "fe80::2%h0")) {
            assertThat(host.inHost("python3", "-c", CONNECT, address))
                    .as(address)
                    .isEqualTo("!");
        }
        String host1 = to("tcp", "fe80::1", 80).replace(" 80", "%2 80");
        String neighbour = to("tcp", "fe80::2", 80).replace(" 80", "%2 80");
        assertThat(answers(user, anywhere + " --allow-net=fe80::/10", host1, neighbour))
                .containsOnly(SILENT);
    }

    @Test
    void theLoopbackIsTheSandboxesOwn() throws IOException, InterruptedException {
        assertThat(answers(
                        user,
                        anywhere,
                        to("tcp", "127.0.0.1", 80),
                        to("tcp", "::1", 80),
                        to("tcp", "127.0.0.53", 53),
                        to("tcp", "0.0.0.0", 80),
                        to("tcp", "::ffff:127.0.0.1", 80)))
                .containsOnly(REFUSED);
        assertThat(answers(user, anywhere, to("udp", "127.0.0.1", 53), to("udp", "::1", 53)))
                .containsOnly(SILENT);
    }

    @Test
    void anAddressThatTheHostGetsMeanwhileIsNotReachedEither() throws InterruptedException, ExecutionException {
        String act = to("tcp", "198.51.100.99", 80);
        FutureTask<OrdinaryUser.Outcome> run = started(anywhere, "sleep 3000 " + act);
        await(() -> run.isDone() || !host.pastas().isEmpty());
        host.inHost("ip", "address", "add", "198.51.100.99/32", "dev", "lo");
        try {
            assertThat(results(run.get())).containsExactly("0", SILENT);
        } finally {
            host.inHost("ip", "address", "del", "198.51.100.99/32", "dev", "lo");
        }
    }

    @Test
    void onlyNamedDestinationsAreReached() throws IOException, InterruptedException {
        String named = "--network=private --allow-net=192.0.2.80:80 --allow-net=[2001:db8:ffff::/48]:80"
                + " --allow-net=203.0.113.0/24:53";
        assertThat(answers(
                        user,
                        named,
                        to("tcp", "192.0.2.80", 80),
                        to("tcp", "192.0.2.80", 53),
                        to("tcp", NetworkHost.OUTSIDE_V4, 80),
                        to("tcp", NetworkHost.OUTSIDE_V4, 53),
                        to("tcp", "2001:db8:ffff::80", 80),
                        to("tcp", "2001:db8:ffff::80", 53),
                        to("tcp", NetworkHost.OUTSIDE_V6, 80)))
                .containsExactly("0", REFUSED, REFUSED, "0", "0", REFUSED, REFUSED);
        assertThat(answers(
                        user,
                        anywhere + " --allow-net=10.9.9.0/24 --allow-net=fd12::/16 --allow-net=0.0.0.0/0",
                        to("tcp", "10.9.9.9", 80),
                        to("tcp", "fd12::1", 80),
                        to("tcp", "172.16.5.5", 80),
                        to("tcp", "2001:db8:ffff::80", 80)))
                .as("private blocks by a rule inside them alone")
                .containsExactly("0", "0", REFUSED, REFUSED);
    }

    @Test
    void aNameServerIsReachedOnItsPortAlone() throws IOException, InterruptedException {
        String options = anywhere + " --allow-net=192.0.2.80:80 --dns=10.9.9.9 --dns=fd12::1";
        OrdinaryUser.Outcome outcome = user.run(
                options,
                "net:v1",
                String.join(
                        " ",
                        to("tcp", "10.9.9.9", 53),
                        to("udp", "10.9.9.9", 53),
                        to("tcp", "10.9.9.9", 80),
                        to("udp", "fd12::1", 53),
                        to("tcp", "192.0.2.80", 53),
                        "cat /etc/resolv.conf"));
        assertThat(results(outcome)).startsWith("0", "1", REFUSED, "1", REFUSED);
        assertThat(outcome.out()).contains("nameserver 10.9.9.9\nnameserver fd12::1\n");
    }

    /** What would undo the filter and the rates, by a program that is root inside. */
    @Test
    void theProgramCannotChangeWhatStandsAroundIt() throws IOException, InterruptedException {
        List<String> said = answers(
                user,
                anywhere + " -u 0:0 --bandwidth-out=1mbit",
                "raw",
                "raw6",
                "packet",
                "address",
                "up",
                "netlink 0 " + DELETE_QDISC,
                "netlink 0 " + DELETE_LINK,
                "netlink 0 " + ADD_ROUTE,
                "netlink 0 " + NEW_NEIGHBOUR,
                "netlink 12 " + DELETE_TABLE);
        assertThat(said).hasSize(10).containsOnly("-1");
        assertThat(answers(user, anywhere + " -u 0:0", "cat /proc/sys/net/ipv4/ip_forward"))
                .hasSize(2);
    }

    @Test
    void packetsFromAForeignAddressDoNotLeave() throws IOException, InterruptedException {
        String from = " " + to("", "fd69:6d6d:7572:6500::77", 0).strip().split(" ", -1)[0];
        String other = " " + to("", NetworkHost.HOST_V6, 0).strip().split(" ", -1)[0];
        assertThat(answers(
                        user,
                        anywhere,
                        to("spoof", NetworkHost.OUTSIDE_V6, 80) + from,
                        to("spoof", NetworkHost.OUTSIDE_V6, 80) + other))
                .containsOnly(DROPPED);
    }

    @ParameterizedTest
    @ValueSource(strings = {NetworkHost.OUTSIDE_V4, NetworkHost.OUTSIDE_V6})
    void bandwidthIsWithinTenPerCentOfTheRate(String server) throws IOException, InterruptedException {
        String rates = anywhere + " --bandwidth-in=20mbit --bandwidth-out=10mbit";
        String in = answers(user, rates, to("measure", server, 90) + " 4000").getFirst();
        answers(user, rates, to("stream", server, 91) + " 4000");
        assertThat(host.nextRate()).isBetween(OUT * 0.9, OUT * 1.1);
        assertThat(Long.parseLong(in) * 8 / 4.0).isBetween(IN * 0.9, IN * 1.1);
        assertThat(user.wall("bandwidth")).contains("in: tbf+ifb, out: tbf");
    }

    /** Of the rate: 200 ms, and the burst of 50 ms. Then what lies in buffers, and a loaded machine's clock. */
    @Test
    void theFirstMillisecondsAreLimitedAsWell() throws IOException, InterruptedException {
        double first = IN / 8 * 0.25;
        String act = to("measure", NetworkHost.OUTSIDE_V4, 90) + " 200";
        assertThat(Double.parseDouble(
                        answers(user, anywhere + " --bandwidth-in=20mbit", act).getFirst()))
                .isBetween(first / 10, first * 1.25);
        assertThat(Double.parseDouble(answers(user, anywhere, act).getFirst()))
                .as("without a limit")
                .isGreaterThan(first * 4);
    }

    @Test
    void aUsedUpTrafficLimitEndsTheRunAsNle() throws IOException, InterruptedException, JsonException {
        long limit = 1 << 20;
        OrdinaryUser.Outcome outcome = user.run(
                anywhere + " --traffic-limit=1m",
                "net:v1",
                to("stream", NetworkHost.OUTSIDE_V4, 91) + " 20000 sleep 20000");
        assertThat(user.receipt()).as(outcome.toString()).exists();
        assertThat(user.verdict()).as(outcome.toString()).isEqualTo("NLE");
        JsonObject result = OrdinaryUser.receipt(user.receipt()).requireObject("result");
        assertThat(result.requireLong("rxBytes") + result.requireLong("txBytes"))
                .isBetween(limit / 2, limit);
        assertThat(result.requireString("trafficMeter")).contains("inside");
        assertThat(host.nextRead()).isBetween(1L, limit);
    }

    @Test
    void nothingIsLeftOfAKilledRun() throws InterruptedException, ExecutionException {
        FutureTask<OrdinaryUser.Outcome> run = started(anywhere + " -u 0:0", "sleep 60000");
        await(() -> run.isDone()
                || (!host.processes("^immure-init").isEmpty() && !host.pastas().isEmpty()));
        List<String> launcher = host.processes("^[^ ]*/java .*dev.immure.cli.Main");
        assertThat(launcher).as("the only one here").hasSize(1);
        host.inHost("kill", "-KILL", launcher.getFirst());
        await(() -> host.processes("^(immure-init|/usr/bin/pas)").isEmpty());
        assertThat(run.get().status()).isEqualTo(128 + 9);
    }

    private static FutureTask<OrdinaryUser.Outcome> started(String options, String acts) {
        FutureTask<OrdinaryUser.Outcome> run = new FutureTask<>(() -> user.run(options, "net:v1", acts));
        Thread.ofPlatform().daemon().start(run);
        return run;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 seconds").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsMissingIsNamed() throws IOException, InterruptedException {
        String run = anywhere + " --allow-net=192.0.2.80";
        assertRefused(
                user.with("BEFORE", NetworkHost.TUN + "mount --bind /dev/null /usr/bin/pasta\n"),
                run,
                "IMM-NETWORK-PASTA",
                "passt");
        assertRefused(
                user.with("BEFORE", NetworkHost.TUN + "chmod 600 /dev/net/tun\n"),
                run,
                "IMM-NETWORK-TUN",
                "/dev/net/tun",
                "EACCES");
        assertRefused(
                user.with("BEFORE", "mount -t tmpfs none /dev/net\n"),
                run,
                "IMM-NETWORK-TUN",
                "ENOENT",
                "modprobe tun");
        assertRefused(user.with("ENTER", "unshare --net"), run, "IMM-NETWORK-ROUTE", "default route");
        String broken =
                "printf '#!/bin/sh\necho it is broken >&2\n' >\"$copy/pasta\" && chmod 755 \"$copy/pasta\" \"$copy\""
                        + " && mount --bind \"$copy/pasta\" /usr/bin/pasta\n";
        assertRefused(
                user.with("BEFORE", NetworkHost.TUN + broken), run, "IMM-NETWORK-PASTA", "pasta ended: it is broken");
        assertRefused(user, run + " --cap-add=CAP_NET_RAW", "IMM-PLAN-NETWORK-CAPABILITY", "CAP_NET_RAW");
    }

    @Test
    void aVersionOfIpThatTheHostHasNotIsRefusedOrLeftOut() throws IOException, InterruptedException {
        host.inHost("ip", "-6", "route", "del", "default");
        try {
            assertRefused(
                    user, anywhere + " --allow-net=[2001:db8::1]:80", "IMM-NETWORK-FAMILY", "[2001:db8::1/128]:80");
            assertThat(answers(
                            user,
                            anywhere,
                            to("tcp", NetworkHost.OUTSIDE_V4, 80),
                            to("tcp", NetworkHost.OUTSIDE_V6, 80)))
                    .containsExactly("0", "-101");
            assertThat(user.wall("network")).contains("10.119.0.2 alone");
        } finally {
            host.inHost("ip", "-6", "route", "add", "default", "via", NetworkHost.OUTSIDE_V6);
        }
    }

    private static void assertRefused(OrdinaryUser who, String options, String code, String... words)
            throws IOException, InterruptedException {
        RootlessRunIT.assertRefused(who.run(options, "net:v1", "raw"), code, words);
    }
}
