package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.network.AllowRule;
import dev.immure.core.network.IpAddress;
import dev.immure.core.network.NetworkSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a networked sandbox reaches and what not, tried from its inside against servers that would answer. */
class NetworkIT {
    private static final String REFUSED = "= -111";
    private static final String SILENT = "= -110";

    @TempDir
    private static Path directory;

    private static Path tree;

    private NetworkWorld world;

    @BeforeAll
    static void makeTree() throws IOException {
        tree = tree(directory);
    }

    static Path tree(Path parent) throws IOException {
        Path made = Files.createDirectory(parent.resolve("tree"));
        Path bin = Files.createDirectory(made.resolve("bin"));
        CCompiler.freestanding("net.c", bin.resolve("probe"));
        for (Path path : List.of(made, bin, bin.resolve("probe"))) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (String place : List.of("proc", "dev", "sys")) {
            Files.createDirectory(made.resolve(place));
        }
        return made;
    }

    @BeforeEach
    void openWorld() {
        world = NetworkWorld.open(
                        "10.9.9.9/32",
                        "172.16.5.5/32",
                        "192.168.50.1/32",
                        "100.64.7.7/32",
                        "100.100.100.200/32",
                        "169.254.169.254/32",
                        "198.18.0.9/32",
                        "168.63.129.16/32",
                        "192.0.2.80/32",
                        "fd00:ec2::254/128",
                        "fd12::1/128",
                        "2001:db8:ffff::80/128",
                        "64:ff9b::a09:909/128",
                        "2002:a09:909::1/128")
                .serveOutside(80, socket -> socket.getOutputStream().write('!'))
                .serveOutside(53, socket -> socket.getOutputStream().write('!'))
                .echoOutside(80)
                .echoOutside(53)
                .serveOnHost(22);
    }

    @AfterEach
    void closeWorld() {
        String left = world.leftovers();
        world.close();
        assertThat(left).isEmpty();
    }

    private static NetworkSpec.Private anywhere() {
        return spec(List.of(), List.of());
    }

    private static NetworkSpec.Private only(String... rules) {
        return spec(Arrays.stream(rules).map(AllowRule::parse).toList(), List.of());
    }

    private static NetworkSpec.Private spec(List<AllowRule> allow, List<IpAddress> dns) {
        return new NetworkSpec.Private(allow, dns, Optional.empty(), Optional.empty(), OptionalLong.empty());
    }

    /** As the probe reads it. */
    static String hex(String address) {
        return HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress());
    }

    private List<String> answers(NetworkSpec network, String... acts) {
        TestSandbox sandbox = TestSandbox.of(tree, acts).network(network);
        RunReport report = world.run(sandbox);
        assertThat(Verdicts.of(report, sandbox.limits()).name())
                .as(sandbox.out() + sandbox.err())
                .isEqualTo("OK");
        return sandbox.out().lines().toList();
    }

    private String tcp(NetworkSpec network, String address, int port) {
        return answers(network, "tcp", hex(address), String.valueOf(port)).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.2", "192.0.2.80", "2001:db8:1::2", "2001:db8:ffff::80"})
    void publicAddressesAreReached(String address) {
        assertThat(tcp(anywhere(), address, 80)).endsWith("= 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.2", "2001:db8:1::2"})
    void datagramsAreAnswered(String address) {
        assertThat(answers(anywhere(), "udp", hex(address), "80").getFirst()).endsWith("= 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.9.9.9",
                "172.16.5.5",
                "192.168.50.1",
                "100.64.7.7",
                "100.100.100.200",
                "169.254.169.254",
                "198.18.0.9",
                "168.63.129.16",
                "fd00:ec2::254",
                "fd12::1",
                "64:ff9b::a09:909",
                "2002:a09:909::1"
            })
    void privateAndMetadataAddressesAreNot(String address) {
        assertThat(tcp(anywhere(), address, 80)).endsWith(REFUSED);
        assertThat(answers(anywhere(), "udp", hex(address), "80").getFirst()).doesNotEndWith("= 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.1", "10.119.0.1", "2001:db8:1::1", "fd69:6d6d:7572:6500::1"})
    void noAddressOfTheHostIsReached(String address) {
        assertThat(tcp(anywhere(), address, 22)).endsWith(SILENT);
        assertThat(tcp(only(address), address, 22))
                .as("not even when it is named")
                .endsWith(SILENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void theLoopbackIsTheSandboxesOwn(String address) {
        assertThat(tcp(anywhere(), address, 22)).endsWith(REFUSED);
    }

    @Test
    void onlyNamedDestinationsAreReached() {
        NetworkSpec.Private network = only("192.0.2.80:80", "[2001:db8:ffff::/48]:80", "203.0.113.0/24:53");
        assertThat(answers(
                        network,
                        tcp("192.0.2.80", 80),
                        tcp("192.0.2.80", 53),
                        tcp("203.0.113.2", 80),
                        tcp("203.0.113.2", 53),
                        tcp("2001:db8:ffff::80", 80),
                        tcp("2001:db8:ffff::80", 53),
                        tcp("2001:db8:1::2", 80)))
                .extracting(NetworkIT::result)
                .as("by the firewall; port 53 is Landlock's to allow, since another destination has it")
                .containsExactly("0", "-111", "-111", "0", "0", "-111", "-111");
        assertThat(answers(network, tcp("192.0.2.80", 22), tcp("127.0.0.1", 22)))
                .as("by Landlock")
                .extracting(NetworkIT::result)
                .containsExactly("-13", "-13");
    }

    @Test
    void aPrivateBlockIsReachedOnlyWhenARuleLiesInsideIt() {
        assertThat(answers(only("10.9.9.0/24", "fd12::/16"), tcp("10.9.9.9", 80), tcp("fd12::1", 80)))
                .extracting(NetworkIT::result)
                .containsExactly("0", "0");
        assertThat(answers(
                        only("0.0.0.0/0", "::/0"),
                        tcp("10.9.9.9", 80),
                        tcp("fd12::1", 80),
                        tcp("169.254.169.254", 80),
                        tcp("192.0.2.80", 80)))
                .extracting(NetworkIT::result)
                .containsExactly("-111", "-111", "-111", "0");
    }

    @Test
    void aNameServerIsReachedOnItsPortAlone() {
        NetworkSpec.Private network = spec(
                List.of(AllowRule.parse("192.0.2.80:80")),
                List.of(IpAddress.parse("10.9.9.9"), IpAddress.parse("fd12::1")));
        assertThat(answers(
                        network,
                        tcp("10.9.9.9", 53),
                        tcp("10.9.9.9", 80),
                        tcp("fd12::1", 53),
                        tcp("fd12::1", 80),
                        tcp("192.0.2.80", 53)))
                .extracting(NetworkIT::result)
                .containsExactly("0", "-111", "0", "-111", "-111");
    }

    @Test
    void theResolverIsToldItsServersAndTheProgramItsName() {
        NetworkSpec.Private network =
                spec(List.of(), List.of(IpAddress.parse("192.0.2.80"), IpAddress.parse("fd12::1")));
        List<String> said = answers(network, "cat", "/etc/resolv.conf", "cat", "/etc/hosts");
        assertThat(said)
                .contains("nameserver 192.0.2.80", "nameserver fd12::1", "127.0.0.1\tlocalhost", "127.0.1.1\tprobe");
    }

    @Test
    void theProgramCanNeitherForgePacketsNorChangeItsAddress() {
        TestSandbox root = TestSandbox.of(tree, "raw", "raw6", "packet", "address", "up")
                .user(0, 0)
                .network(anywhere());
        world.run(root);
        assertThat(root.out().lines()).extracting(NetworkIT::result).containsOnly("-1");
    }

    /** IPV6_FREEBIND takes no capability, so any program can send from an address that is not its own. */
    @Test
    void packetsFromAForeignAddressDoNotLeave() {
        List<String> said = answers(
                anywhere(),
                "spoof",
                hex(NetworkWorld.OUTSIDE_V6),
                "80",
                hex("fd69:6d6d:7572:6500::77"),
                "spoof",
                hex(NetworkWorld.OUTSIDE_V6),
                "80",
                hex("2001:db8:1::1"));
        assertThat(said).extracting(NetworkIT::result).containsOnly("-110");
        assertThat(world.inHost("cat", "/proc/net/snmp6"))
                .as("nothing of it was forwarded")
                .containsPattern("Ip6OutForwDatagrams\\s+0\n");
    }

    private static String[] tcp(String address, int port) {
        return new String[] {"tcp", hex(address), String.valueOf(port)};
    }

    private List<String> answers(NetworkSpec network, String[]... acts) {
        return answers(network, Arrays.stream(acts).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static String result(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }
}
