package dev.immure.core.network;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Processes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A running pasta(1), which carries the packets of a network namespace over sockets of the caller's. It runs outside the
 * sandbox, under the caller's own id, and ends with this object; the kernel ends it with the thread that started it.
 */
final class Pasta implements AutoCloseable {
    /** Nothing is forwarded into the sandbox, nothing of it to the host's loopback, nothing is offered or answered. */
    private static final String CLOSED = "--no-map-gw --tcp-ports none --udp-ports none --tcp-ns none --udp-ns none"
            + " --dns none --search none --no-dhcp --no-dhcpv6 --no-ndp --no-ra";

    private static final int MOST_WORDS = 300;

    private final int pid;
    private final Fd words;
    private final Fd life;
    private boolean ended;

    private Pasta(int pid, Fd words, Fd life) {
        this.pid = pid;
        this.words = words;
        this.life = life;
    }

    /**
     * Starts it. What it shall join it gets as standard input and output: it may open no other process's descriptors, since
     * these belong to undumpable ones.
     *
     * @param carrier immure-init, which starts it so that it cannot outlive the calling thread
     * @param families what the sandbox has; at least one
     */
    static Pasta start(Fd carrier, Path program, AddressPlan plan, Set<IpAddress.Family> families, Fd network, Fd user)
            throws ErrnoException {
        // What is not read must not stop it: then its words are lost.
        Fd[] words = Descriptors.pipe(Descriptors.O_NONBLOCK);
        Fd[] life = {};
        boolean done = false;
        try {
            life = Descriptors.pipe();
            int pid = Processes.spawn(
                    carrier, arguments(program, plan, families), List.of(network, user, words[1], life[0]));
            done = true;
            life[0].close();
            return new Pasta(pid, words[0], life[1]);
        } finally {
            words[1].close();
            if (!done) {
                words[0].close();
                for (Fd end : life) {
                    end.close();
                }
            }
        }
    }

    /** The first word is the name of the carrier. */
    static List<String> arguments(Path program, AddressPlan plan, Set<IpAddress.Family> families) {
        List<String> words = new ArrayList<>(List.of("immure-init", program.toString()));
        words.addAll(List.of("--foreground", "--quiet"));
        words.addAll(List.of("--netns", "/proc/self/fd/0", "--userns", "/proc/self/fd/1"));
        words.addAll(List.of("--ns-ifname", AddressPlan.INSIDE));
        // Not the inner one: setting it would flush the neighbours that are written down by then (neigh_changeaddr).
        words.addAll(List.of("--mac-addr", hardware(AddressPlan.bridgeHardware())));
        for (IpAddress.Family family : families) {
            words.addAll(List.of("--address", plan.own(family).toString()));
            words.addAll(List.of("--gateway", AddressPlan.gateway(family).toString()));
        }
        if (families.size() == 1) {
            words.add(families.contains(IpAddress.Family.V4) ? "--ipv4-only" : "--ipv6-only");
        }
        words.addAll(List.of(CLOSED.split(" ", -1)));
        if (Descriptors.effectiveUserId() == 0) {
            // Of a container. By default it becomes nobody, who owns nothing here.
            words.addAll(List.of("--runas", "0:0"));
        }
        return words;
    }

    private static String hardware(byte[] address) {
        return HexFormat.ofDelimiter(":").formatHex(address);
    }

    boolean hasEnded() throws ErrnoException {
        ended = ended || Processes.hasEnded(pid);
        return ended;
    }

    /** What it said last of why it ended. */
    String lastWords() {
        try {
            ByteBuffer said = ByteBuffer.allocate(1 << 14);
            Descriptors.read(words, said);
            String last = new String(said.array(), 0, said.position(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce("without a word", (earlier, line) -> line);
            return last.substring(0, Math.min(last.length(), MOST_WORDS));
        } catch (ErrnoException e) {
            return "without a word";
        }
    }

    @Override
    public void close() {
        try {
            if (!ended) {
                ended = true;
                Processes.kill(pid);
                Processes.waitFor(pid);
            }
        } catch (ErrnoException e) {
            throw NetworkFault.LEFT.because("cannot end", "pasta, process " + pid, e, "End it by hand");
        } finally {
            words.close();
            life.close();
        }
    }
}
