package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.internal.kernel.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two network namespaces of a test's own: "host", where Immure runs and which forwards packets, and "outside", where the
 * rest of the world is. The machine's own interfaces, routes and rules are never touched.
 */
final class NetworkWorld implements AutoCloseable {
    static final String HOST_V4 = "203.0.113.1";
    static final String HOST_V6 = "2001:db8:1::1";
    static final String OUTSIDE_V4 = "203.0.113.2";
    static final String OUTSIDE_V6 = "2001:db8:1::2";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String host;
    private final String outside;
    private final List<AutoCloseable> servers = new ArrayList<>();

    private NetworkWorld(String suffix) {
        this.host = "imt-h" + suffix;
        this.outside = "imt-o" + suffix;
    }

    /** @param others more addresses that the outside has */
    static NetworkWorld open(String... others) {
        NetworkWorld world = new NetworkWorld(ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        world.build(List.of(others));
        return world;
    }

    private void build(List<String> others) {
        run("ip", "netns", "add", host);
        run("ip", "netns", "add", outside);
        run("ip", "-n", host, "link", "set", "lo", "up");
        run("ip", "-n", outside, "link", "set", "lo", "up");
        run("ip", "link", "add", "up0", "netns", host, "type", "veth", "peer", "name", "up1", "netns", outside);
        // No link-local addresses: checking that they are unique takes a second.
        run("ip", "-n", host, "link", "set", "up0", "addrgenmode", "none");
        run("ip", "-n", outside, "link", "set", "up1", "addrgenmode", "none");
        address(host, "up0", HOST_V4 + "/24");
        address(host, "up0", HOST_V6 + "/64");
        address(outside, "up1", OUTSIDE_V4 + "/24");
        address(outside, "up1", OUTSIDE_V6 + "/64");
        others.forEach(address -> address(outside, "lo", address));
        run("ip", "-n", host, "link", "set", "up0", "up");
        run("ip", "-n", outside, "link", "set", "up1", "up");
        run("ip", "-n", host, "route", "add", "default", "via", OUTSIDE_V4);
        run("ip", "-n", host, "-6", "route", "add", "default", "via", OUTSIDE_V6);
        inHost("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    }

    private static void address(String namespace, String device, String address) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace, "addr", "add", address, "dev", device));
        if (address.contains(":")) {
            command.add("nodad");
        }
        run(command.toArray(String[]::new));
    }

    /** What a command says in the host's namespace. */
    String inHost(String... command) {
        return in(host, command);
    }

    /** For a shell: what follows runs in the host's namespace. */
    String shellIntoHost() {
        return "set -- nsenter --net=/run/netns/" + host + " \"$@\"";
    }

    /** What a command says outside. */
    String inOutside(String... command) {
        return in(outside, command);
    }

    private static String in(String namespace, String... command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    /** Runs the sandbox from a thread that stands in the host's namespace. */
    RunReport run(TestSandbox sandbox) {
        return atHost(sandbox::run);
    }

    <T> T atHost(Callable<T> task) {
        return at(host, task);
    }

    <T> T atOutside(Callable<T> task) {
        return at(outside, task);
    }

    private static <T> T at(String namespace, Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(() -> {
            NetworkNamespace.enter(namespace);
            return task.call();
        });
        Thread.ofPlatform().daemon().start(future);
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Takes connections on every address of a namespace, and gives each to the task. */
    private void serve(String namespace, int port, Conversation task) {
        ServerSocket server = at(namespace, () -> new ServerSocket(port));
        servers.add(server);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    servers.add(socket);
                    Thread.ofPlatform().daemon().start(() -> talk(socket, task));
                }
            } catch (IOException e) {
                // Closed: the test is over.
                ended(e);
            }
        });
    }

    private static void ended(IOException e) {
        System.getLogger(NetworkWorld.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
    }

    interface Conversation {
        void with(Socket socket) throws IOException;
    }

    private static void talk(Socket socket, Conversation task) {
        try (socket) {
            task.with(socket);
        } catch (IOException e) {
            // The sandbox has ended.
            ended(e);
        }
    }

    NetworkWorld serveOutside(int port, Conversation task) {
        serve(outside, port, task);
        return this;
    }

    NetworkWorld serveOnHost(int port) {
        serve(host, port, socket -> socket.getOutputStream().write('!'));
        return this;
    }

    /** A server outside, once it has said its first line; the caller ends it. */
    Process startOutside(String... command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + outside));
        words.addAll(List.of(command));
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            assertThat(process.getInputStream().read()).isNotNegative();
            servers.add(process::destroy);
            return process;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers every datagram to this port with who has sent it. */
    NetworkWorld echoOutside(int port) {
        DatagramSocket server = at(outside, () -> new DatagramSocket(port));
        servers.add(server);
        Thread.ofPlatform().daemon().start(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            try {
                while (true) {
                    server.receive(packet);
                    server.send(packet);
                }
            } catch (IOException e) {
                ended(e);
            }
        });
        return this;
    }

    /** Everything of ours that the host's namespace has, one name a line. */
    String leftovers() {
        return inHost(
                "sh", "-c", "ip -o link | grep -oE '(immure|imv|imb)[0-9]+' ; nft list tables | grep immure; true");
    }

    @Override
    public void close() {
        for (AutoCloseable server : servers) {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        run("ip", "netns", "del", host);
        run("ip", "netns", "del", outside);
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isZero();
            return said;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
