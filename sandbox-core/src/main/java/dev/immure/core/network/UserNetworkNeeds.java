package dev.immure.core.network;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.NetlinkSocket;
import dev.immure.core.internal.netlink.Addresses;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an ordinary user's network needs of the host, besides the kernel's rules and queues, which are tried when they are
 * put up.
 *
 * @param pasta the program
 * @param families those that the host has a default route for
 */
public record UserNetworkNeeds(Path pasta, Set<IpAddress.Family> families) {
    private static final List<Path> PLACES = List.of(Path.of("/usr/bin/pasta"), Path.of("/usr/local/bin/pasta"));
    private static final String TUN = "/dev/net/tun";
    private static final String WITHOUT = "cannot connect the sandbox of an ordinary user without";

    public UserNetworkNeeds {
        families = Set.copyOf(families);
    }

    /**
     * What there is, in the network namespace of the calling thread.
     *
     * @throws ImmureException {@link NetworkFault#PASTA}, {@link NetworkFault#TUN} or {@link NetworkFault#ROUTE}
     */
    public static UserNetworkNeeds require() {
        Path pasta = PLACES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> NetworkFault.PASTA.because(
                        WITHOUT,
                        "pasta",
                        "neither " + PLACES.getFirst() + " nor " + PLACES.getLast() + " can be executed",
                        "Install it (Debian: package passt), or run without a network (--network none)"));
        requireTun();
        return new UserNetworkNeeds(pasta, routed());
    }

    private static void requireTun() {
        Optional<Fd> tun = Optional.empty();
        try {
            tun = Optional.of(Descriptors.open(TUN, Descriptors.O_RDWR));
        } catch (ErrnoException e) {
            throw NetworkFault.TUN.because(
                    WITHOUT, TUN, e, "As root: modprobe tun && chmod 666 " + TUN + "; in a container: --device " + TUN);
        } finally {
            tun.ifPresent(Fd::close);
        }
    }

    private static Set<IpAddress.Family> routed() {
        Set<IpAddress.Family> families = EnumSet.noneOf(IpAddress.Family.class);
        try (Netlink route = new Netlink(NetlinkSocket.open(NetlinkSocket.ROUTE))) {
            for (IpAddress.Family family : IpAddress.Family.values()) {
                if (new Addresses(route).hasDefaultRoute(family.bits() / 8)) {
                    families.add(family);
                }
            }
        } catch (ErrnoException | NetlinkException e) {
            throw NetworkFault.SET_UP.because("cannot read", "the routes of this host", e, "Allow netlink(7) sockets");
        }
        if (families.isEmpty()) {
            throw NetworkFault.ROUTE.because(
                    WITHOUT,
                    "a default route of the host",
                    "pasta sends what a sandbox sends as the host would, and there is none",
                    "Connect the host, or run without a network (--network none)");
        }
        return families;
    }
}
