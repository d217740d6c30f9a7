package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.Verdict;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.network.Rate;
import dev.immure.core.plan.Mount;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How fast a limited sandbox really is, by iperf3 and by the first 200 milliseconds; and how much it may move. */
class BandwidthIT {
    private static final Rate RATE = Rate.parse("20mbit");

    /** Of the rate: 200 ms, and the burst of 50 ms. Then what lies in buffers, and a loaded machine's clock. */
    private static final long FIRST = 20_000_000 / 8 * 250 / 1000;

    private static final long SLACK = FIRST / 4;
    private static final Pattern RECEIVED =
            Pattern.compile("\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([0-9.e+]+)");

    @TempDir
    private static Path directory;

    private static Path tree;
    private static Path iperf;

    private NetworkWorld world;

    @BeforeAll
    static void makeTrees() throws IOException {
        tree = NetworkIT.tree(directory);
        iperf = Files.createDirectory(
                Files.createDirectory(directory.resolve("iperf")).resolve("tree"));
        copyWithLibraries(Path.of("/usr/bin/iperf3"));
        for (String place : List.of("proc", "dev", "sys", "tmp")) {
            Files.createDirectories(iperf.resolve(place));
        }
        Files.setPosixFilePermissions(iperf, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** As ldd(1) lists them. */
    private static void copyWithLibraries(Path program) throws IOException {
        Process ldd = new ProcessBuilder("ldd", program.toString()).start();
        String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        copy(program);
        Matcher path = Pattern.compile("(/\\S+)").matcher(said);
        while (path.find()) {
            copy(Path.of(path.group(1)));
        }
    }

    private static void copy(Path file) throws IOException {
        Path to = iperf.resolve(file.toString().substring(1));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
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

    private static NetworkSpec.Private limited(Optional<Rate> in, Optional<Rate> out, OptionalLong traffic) {
        return new NetworkSpec.Private(List.of(), List.of(), in, out, traffic);
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.2, out", "203.0.113.2, in", "2001:db8:1::2, out", "2001:db8:1::2, in"})
    void iperfMeetsTheRateWithinTenPerCent(String server, String direction) {
        boolean in = direction.equals("in");
        Process listening = world.startOutside("iperf3", "-s", "-1", "--forceflush");
        TestSandbox client = TestSandbox.command(
                        iperf, "/usr/bin/iperf3", "-c", server, "-t", "5", "-J", in ? "-R" : "--no-delay")
                .mount(new Mount.Tmpfs("/tmp", 1 << 20, 16, 01777, Mount.Execution.REFUSED))
                .network(
                        in
                                ? limited(Optional.of(RATE), Optional.empty(), OptionalLong.empty())
                                : limited(Optional.empty(), Optional.of(RATE), OptionalLong.empty()));
        RunReport report = world.run(client);
        listening.destroy();

        Matcher received = RECEIVED.matcher(client.out());
        assertThat(received.find()).as(client.out() + client.err()).isTrue();
        double bits = Double.parseDouble(received.group(1));
        assertThat(bits).isBetween(RATE.bitsPerSecond() * 0.9, RATE.bitsPerSecond() * 1.1);
        long counted = in
                ? report.traffic().orElseThrow().received()
                : report.traffic().orElseThrow().sent();
        assertThat(counted * 8 / 5.0).as("by our own meter").isBetween(bits * 0.9, bits * 1.3);
    }

    @Test
    void theFirstMillisecondsOutAreLimited() {
        AtomicLong first = new AtomicLong();
        world.serveOutside(80, socket -> first.set(readFor(socket, 200)));
        TestSandbox sandbox = TestSandbox.of(tree, "stream", NetworkIT.hex(NetworkWorld.OUTSIDE_V4), "80", "600")
                .network(limited(Optional.empty(), Optional.of(RATE), OptionalLong.empty()));
        world.run(sandbox);
        assertThat(first.get()).as(sandbox.out()).isBetween(FIRST / 10, FIRST + SLACK);
    }

    @Test
    void theFirstMillisecondsInAreLimited() {
        world.serveOutside(80, BandwidthIT::writeForever);
        TestSandbox sandbox = TestSandbox.of(tree, "measure", NetworkIT.hex(NetworkWorld.OUTSIDE_V4), "80", "200")
                .network(limited(Optional.of(RATE), Optional.empty(), OptionalLong.empty()));
        world.run(sandbox);
        assertThat(moved(sandbox)).isBetween(FIRST / 10, FIRST + SLACK);
    }

    @Test
    void withoutALimitTheSameMeasuresAreFarAbove() {
        world.serveOutside(80, BandwidthIT::writeForever);
        TestSandbox sandbox = TestSandbox.of(tree, "measure", NetworkIT.hex(NetworkWorld.OUTSIDE_V4), "80", "200")
                .network(limited(Optional.empty(), Optional.empty(), OptionalLong.empty()));
        world.run(sandbox);
        assertThat(moved(sandbox)).isGreaterThan(4 * FIRST);
    }

    @Test
    void aUsedUpTrafficLimitEndsTheRunAsNle() {
        AtomicLong arrived = new AtomicLong();
        world.serveOutside(80, socket -> arrived.set(readFor(socket, 3_000)));
        long limit = 1 << 20;
        TestSandbox sandbox = TestSandbox.of(
                        tree, "stream", NetworkIT.hex(NetworkWorld.OUTSIDE_V4), "80", "20000", "sleep", "20000")
                .network(limited(Optional.empty(), Optional.empty(), OptionalLong.of(limit)));
        RunReport report = world.run(sandbox);

        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.NLE);
        assertThat(report.cause()).isEqualTo(EndCause.TRAFFIC);
        assertThat(report.wallNanos()).isLessThan(5_000_000_000L);
        long counted = report.traffic().orElseThrow().received()
                + report.traffic().orElseThrow().sent();
        assertThat(counted).isBetween(limit / 2, limit);
        assertThat(arrived.get()).isLessThanOrEqualTo(limit);
    }

    @Test
    void theLimitCountsBothDirections() {
        world.serveOutside(80, BandwidthIT::writeForever);
        TestSandbox sandbox = TestSandbox.of(tree, "measure", NetworkIT.hex(NetworkWorld.OUTSIDE_V6), "80", "20000")
                .network(limited(Optional.empty(), Optional.empty(), OptionalLong.of(1 << 20)));
        RunReport report = world.run(sandbox);
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.NLE);
    }

    @Test
    void belowTheLimitNothingHappens() {
        world.serveOutside(80, socket -> socket.getOutputStream().write(new byte[1000]));
        TestSandbox sandbox = TestSandbox.of(tree, "measure", NetworkIT.hex(NetworkWorld.OUTSIDE_V4), "80", "1000")
                .network(limited(Optional.empty(), Optional.empty(), OptionalLong.of(100_000)));
        RunReport report = world.run(sandbox);
        assertThat(Verdicts.of(report, sandbox.limits())).isEqualTo(Verdict.OK);
        assertThat(moved(sandbox)).isEqualTo(1000);
        assertThat(report.traffic().orElseThrow().received()).isBetween(1000L, 3000L);
    }

    private static long moved(TestSandbox sandbox) {
        String line = sandbox.out().lines().reduce("", (earlier, last) -> last);
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    /** From the first byte on. */
    private static long readFor(Socket socket, int milliseconds) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[1 << 16];
        long total = in.read(buffer);
        long end = System.nanoTime() + milliseconds * 1_000_000L;
        while (true) {
            int count = in.read(buffer);
            if (count < 0 || System.nanoTime() > end) {
                return total;
            }
            total += count;
        }
    }

    private static void writeForever(Socket socket) throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (true) {
            socket.getOutputStream().write(buffer);
        }
    }
}
