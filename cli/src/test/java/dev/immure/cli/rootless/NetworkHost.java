package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A host of an ordinary user's: a network namespace with one neighbour, each held by a process that serves in it and ends
 * when its standard input does, so with the test at the latest. The machine's own interfaces are never touched.
 */
final class NetworkHost implements AutoCloseable {
    static final String HOST_V4 = "203.0.113.1";
    static final String HOST_V6 = "2001:db8:1::1";
    static final String OUTSIDE_V4 = "203.0.113.2";
    static final String OUTSIDE_V6 = "2001:db8:1::2";

    /** /dev/net/tun open to everybody, in the mount namespace of the command alone. */
    static final String TUN = "mount -t tmpfs none /dev/net && mknod -m 666 /dev/net/tun c 10 200\n";

    /** Says a character on ports 53 and 80, and every datagram back there; sends on 90; reads on 91, and says how much. */
    private static final String SERVER = """
            import os, socket, sys, threading, time
            def on(kind, port):
                s = socket.socket(socket.AF_INET6, kind)
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind(("::", port))
                return s
            def start(task, *words):
                threading.Thread(target=task, args=words, daemon=True).start()
            def say(c): c.sendall(b"!")
            def send(c):
                while True: c.sendall(bytes(65536))
            def sink(c):
                total, first, last = 0, 0, 0
                try:
                    while got := len(c.recv(65536)):
                        last = time.monotonic()
                        first = first or last
                        total += got
                finally:
                    print(total, int((last - first) * 1e6), flush=True)
            def serve(c, task):
                try: task(c)
                except OSError: pass
                c.close()
            def listen(s, task):
                while True: start(serve, s.accept()[0], task)
            def echo(s):
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
                while True:
                    got, asked, flags, who = s.recvmsg(2048, 64)
                    as_asked = [(level, kind, data[:16] + bytes(4)) for level, kind, data in asked]
                    s.sendmsg([got], as_asked, 0, who)
            for port, task in (53, say), (80, say), (90, send), (91, sink):
                s = on(socket.SOCK_STREAM, port)
                s.listen(64)
                start(listen, s, task)
            for port in 53, 80: start(echo, on(socket.SOCK_DGRAM, port))
            print("ready", flush=True)
            sys.stdin.read()
            os._exit(0)
            """;

    private final Process host = serve();
    private final Process outside = serve();
    private final BufferedReader outsideSays = ready(outside);

    /** @param others more addresses that the outside has */
    NetworkHost(String... others) {
        ready(host);
        run("ip", "link", "add", "h0", "netns", pid(host), "type", "veth", "peer", "name", "o0", "netns", pid(outside));
        for (Process end : List.of(host, outside)) {
            in(end, "ip", "link", "set", "lo", "up");
        }
        // No link-local addresses of the kernel's making: checking that they are unique takes a second.
        in(host, "ip", "link", "set", "h0", "addrgenmode", "none");
        in(outside, "ip", "link", "set", "o0", "addrgenmode", "none");
        address(host, "h0", HOST_V4 + "/24");
        address(host, "h0", HOST_V6 + "/64");
        address(host, "h0", "fe80::1/64");
        address(host, "lo", "198.51.100.7/32");
        address(outside, "o0", OUTSIDE_V4 + "/24");
        address(outside, "o0", OUTSIDE_V6 + "/64");
        address(outside, "o0", "fe80::2/64");
        for (String other : others) {
            address(outside, "lo", other);
        }
        in(host, "ip", "link", "set", "h0", "up");
        in(outside, "ip", "link", "set", "o0", "up");
        in(host, "ip", "route", "add", "default", "via", OUTSIDE_V4);
        in(host, "ip", "-6", "route", "add", "default", "via", OUTSIDE_V6);
    }

    @SuppressForbidden(reason = "unshare(1) makes a host")
    private static Process serve() {
        try {
            ProcessBuilder builder = new ProcessBuilder("unshare", "--net", "python3", "-c", SERVER);
            return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedReader ready(Process server) {
        try {
            BufferedReader says =
                    new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
            assertThat(says.readLine()).isEqualTo("ready");
            return says;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pid(Process process) {
        return Long.toString(process.pid());
    }

    private static void address(Process end, String device, String address) {
        List<String> words = new ArrayList<>(List.of("ip", "address", "add", address, "dev", device));
        if (address.contains(":")) {
            words.add("nodad");
        }
        in(end, words.toArray(String[]::new));
    }

    /** What a command of root's says on the host. */
    String inHost(String... command) {
        return in(host, command);
    }

    private static String in(Process end, String... command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/proc/" + end.pid() + "/ns/net"));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    /** How many bytes the neighbour read over the next connection to port 91 that ends. */
    long nextRead() throws IOException {
        return nextSink().get(0);
    }

    /** The same in bits a second. */
    double nextRate() throws IOException {
        List<Long> sink = nextSink();
        return sink.get(0) * 8e6 / sink.get(1);
    }

    /** Bytes and microseconds. */
    private List<Long> nextSink() throws IOException {
        return Stream.of(outsideSays.readLine().split(" ", 2))
                .map(Long::valueOf)
                .toList();
    }

    /** This user, here; /dev/net/tun is open to him. */
    OrdinaryUser settle(OrdinaryUser user) {
        return user.with("BEFORE", TUN).with("ENTER", "nsenter --net=/proc/" + host.pid() + "/ns/net");
    }

    /** Running processes that stand on this host, by their ids; what runs in a sandbox stands elsewhere. */
    List<String> processes(String commandLine) {
        return in(host, "sh", "-c", "pgrep -r D,R,S,T --ns $$ --nslist net -f '" + commandLine + "' || true")
                .lines()
                .toList();
    }

    List<String> pastas() {
        return processes("^/usr/bin/pas");
    }

    @SuppressForbidden(reason = "ip(8) and nsenter(1) furnish the host")
    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (Process server : List.of(host, outside)) {
            server.destroyForcibly();
            server.onExit().join();
        }
    }
}
