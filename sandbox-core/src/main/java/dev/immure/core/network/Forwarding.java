package dev.immure.core.network;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether the host passes packets on (Linux, ip-sysctl.rst). Immure turns that on for its own bridge alone: on the other
 * interfaces it changes what kind of machine the host is, and that is for its owner to say.
 */
final class Forwarding {
    private static final Path V4 = Path.of("/proc/sys/net/ipv4/conf");
    private static final Path V6 = Path.of("/proc/sys/net/ipv6/conf");

    private Forwarding() {}

    /** The families in which something behind the host can be reached. */
    static Set<IpAddress.Family> available() {
        Set<IpAddress.Family> families = EnumSet.noneOf(IpAddress.Family.class);
        // IPv4 asks the interface that a packet comes in by; the answers come in by another one than ours.
        if (isOn(V4.resolve("all")) || anyForwards()) {
            families.add(IpAddress.Family.V4);
        }
        // IPv6 asks the setting for all.
        if (isOn(V6.resolve("all"))) {
            families.add(IpAddress.Family.V6);
        }
        return families;
    }

    /**
     * The families that the sandbox gets.
     *
     * @throws dev.immure.core.ImmureException {@link NetworkFault#FORWARDING} when there is none, or one is named that is off
     */
    static Set<IpAddress.Family> require(NetworkSpec.Private spec) {
        Set<IpAddress.Family> available = available();
        boolean v4 = available.contains(IpAddress.Family.V4);
        boolean v6 = available.contains(IpAddress.Family.V6);
        if (!v4 && (!v6 || names(spec, IpAddress.Family.V4))) {
            throw fault("IPv4", "net.ipv4.ip_forward=1");
        }
        if (!v6 && names(spec, IpAddress.Family.V6)) {
            throw fault("IPv6", "net.ipv6.conf.all.forwarding=1");
        }
        return available;
    }

    private static boolean names(NetworkSpec.Private spec, IpAddress.Family family) {
        return spec.allow().stream()
                        .anyMatch(rule -> rule.destination().network().family() == family)
                || spec.dns().stream().anyMatch(server -> server.family() == family);
    }

    private static RuntimeException fault(String what, String setting) {
        return NetworkFault.FORWARDING.because(
                "cannot connect the sandbox by",
                what,
                "this host does not forward packets",
                "Run: sysctl -w " + setting + " (and look at the host's own firewall first)");
    }

    /** Our own bridge forwards, once the kernel has made it. */
    static void turnOnForBridge() throws IOException {
        Files.writeString(V4.resolve(AddressPlan.BRIDGE).resolve("forwarding"), "1");
    }

    private static boolean anyForwards() {
        try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(V4)) {
            for (Path path : interfaces) {
                String name = path.getFileName().toString();
                boolean foreign =
                        !Set.of("all", "default", "lo", AddressPlan.BRIDGE).contains(name)
                                && !name.startsWith(AddressPlan.PORT_PREFIX);
                if (foreign && isOn(path)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // No IPv4 in this kernel.
            return false;
        }
        return false;
    }

    private static boolean isOn(Path settings) {
        try {
            return !Files.readString(settings.resolve("forwarding")).strip().equals("0");
        } catch (IOException e) {
            return false;
        }
    }
}
