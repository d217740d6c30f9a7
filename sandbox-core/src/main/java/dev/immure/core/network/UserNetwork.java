package dev.immure.core.network;

import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.NetlinkSocket;
import dev.immure.core.internal.netlink.Addresses;
import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.Netlink;
import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.Nftables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The network of an ordinary user's sandbox: pasta(1) carries its packets, and filter, meter and rates stand inside. The
 * first socket that PID 1 offers is for rules, the second for interfaces: the filter is up before there is anything to
 * filter.
 */
public final class UserNetwork implements PrivateNetwork {
    /** Its addresses are its own: nobody else can see them. */
    private static final AddressPlan PLAN = new AddressPlan(0);

    /**
     * pasta keeps nothing of TCP that comes out of order, and sends all again that the receiver's window holds (passt,
     * tcp.c). So nothing may be lost on the way: the device's queue has room for what the kernel sends at once, and with
     * a rate TCP keeps to windows of which some go into the queue of the rate.
     */
    private static final int PACKETS = 10_000;

    /** Of a tun device. */
    private static final int MTU = 1500;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final String RULES = "Use a kernel with CONFIG_NF_TABLES_INET, CONFIG_NFT_CONNLIMIT, CONFIG_NFT_CT, "
            + "CONFIG_NFT_QUOTA and CONFIG_NFT_REJECT_INET, their modules loaded";
    private static final String QUEUES = "Use a kernel with CONFIG_TUN, and for rates CONFIG_NET_SCH_TBF, "
            + "CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_U32, CONFIG_NET_ACT_MIRRED and CONFIG_IFB, their modules loaded";
    private static final String PASTA = "Run `pasta --config-net true` to see whether it works for this user";

    private final NetworkSpec.Private spec;
    private final UserNetworkNeeds needs;
    private final Supplier<Fd> carrier;
    private Optional<Netlink> netfilter = Optional.empty();
    private Optional<HostWatch> watch = Optional.empty();
    private Optional<Thread> watcher = Optional.empty();
    private Optional<Pasta> pasta = Optional.empty();
    private boolean blind;

    private UserNetwork(NetworkSpec.Private spec, UserNetworkNeeds needs, Supplier<Fd> carrier) {
        this.spec = spec;
        this.needs = needs;
        this.carrier = carrier;
    }

    /**
     * Looks whether it can be had, in the network namespace of the calling thread.
     *
     * @param carrier opens immure-init
     * @throws dev.immure.core.ImmureException as {@link UserNetworkNeeds#require}, or {@link NetworkFault#FAMILY}
     */
    public static UserNetwork open(NetworkSpec.Private spec, Supplier<Fd> carrier) {
        UserNetworkNeeds needs = UserNetworkNeeds.require();
        List<String> others = new ArrayList<>();
        spec.allow().stream()
                .filter(rule ->
                        !needs.families().contains(rule.destination().network().family()))
                .forEach(rule -> others.add(rule.toString()));
        spec.dns().stream()
                .filter(server -> !needs.families().contains(server.family()))
                .forEach(server -> others.add(server.toString()));
        if (!others.isEmpty()) {
            throw NetworkFault.FAMILY.because(
                    "cannot connect the sandbox to",
                    String.join(", ", others),
                    "this host has no default route for that version of IP",
                    "Leave it out, or give the host such a route");
        }
        return new UserNetwork(spec, needs, carrier);
    }

    @Override
    public Optional<Fd> lock() {
        return Optional.empty();
    }

    @Override
    public String describe() {
        Set<IpAddress.Family> families = needs.families();
        String address = families.size() > 1
                ? PLAN.v4() + " and " + PLAN.v6()
                : PLAN.own(families.iterator().next()) + " alone";
        return address + ", nftables inside, pasta";
    }

    @Override
    public Optional<String> describeBandwidth() {
        return Shaping.describe(spec, "tbf+ifb", "tbf");
    }

    @Override
    public String meter() {
        return "nftables counters inside the sandbox";
    }

    @Override
    public boolean connect(Fd inside) {
        if (netfilter.isEmpty()) {
            filter(inside);
            return false;
        }
        carry(inside);
        return true;
    }

    private synchronized void filter(Fd inside) {
        try {
            Netlink rules = new Netlink(NetlinkSocket.adopt(inside));
            netfilter = Optional.of(rules);
            HostWatch host = HostWatch.open();
            watch = Optional.of(host);
            new Nftables(rules)
                    .add(List.of(InnerFirewall.table(spec, PLAN, needs.families()), InnerFirewall.host(host.blocks())));
            watcher =
                    Optional.of(Thread.ofPlatform().daemon().name("immure-host").start(() -> follow(host)));
        } catch (ErrnoException | NetlinkException e) {
            throw NetworkFault.SET_UP.because("cannot put up", "the filter inside the sandbox", e, RULES);
        }
    }

    private void follow(HostWatch host) {
        try {
            host.follow(this::replace);
        } catch (ErrnoException | NetlinkException e) {
            System.getLogger(UserNetwork.class.getName())
                    .log(System.Logger.Level.WARNING, "the network of a sandbox ends: the host cannot be watched", e);
            disconnect();
        }
    }

    private synchronized void replace(Set<Cidr> blocks) throws NetlinkException {
        new Nftables(netfilter.orElseThrow()).replace(InnerFirewall.host(blocks));
    }

    /** What cannot be kept from the host may not go on. */
    private synchronized void disconnect() {
        blind = true;
        pasta.ifPresent(Pasta::close);
    }

    private void carry(Fd inside) {
        try (Netlink route = new Netlink(NetlinkSocket.adopt(inside));
                Fd network = route.socket().networkNamespace();
                Fd user = NetlinkSocket.owner(network)) {
            Pasta started = start(network, user);
            int index = awaitInterface(new Links(route), started);
            new Links(route).queueLength(index, PACKETS);
            Shaping.apply(route, index, PLAN.ifb(), spec.out(), spec.in(), Rate::deepQueue);
            Inside.connect(route, index, PLAN, needs.families(), metrics());
        } catch (ErrnoException | NetlinkException e) {
            throw NetworkFault.SET_UP.because("cannot connect", "the sandbox", e, QUEUES);
        }
    }

    private Addresses.RouteMetrics metrics() {
        int window = spec.in().map(Rate::window).orElse(0);
        int packets = spec.out().map(rate -> rate.queue() / MTU).orElse(0);
        return new Addresses.RouteMetrics(window, packets);
    }

    private synchronized Pasta start(Fd network, Fd user) throws ErrnoException {
        if (blind) {
            throw NetworkFault.SET_UP.because("cannot connect", "the sandbox", "the host cannot be watched", RULES);
        }
        try (Fd program = carrier.get()) {
            Pasta started = Pasta.start(program, needs.pasta(), PLAN, needs.families(), network, user);
            pasta = Optional.of(started);
            return started;
        }
    }

    /** It makes the interface once it has joined the namespaces; what it reads comes later. */
    private static int awaitInterface(Links links, Pasta pasta) throws NetlinkException, ErrnoException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Links.Link> link = links.find(AddressPlan.INSIDE);
            if (link.isPresent()) {
                return link.get().index();
            }
            if (pasta.hasEnded()) {
                throw NetworkFault.PASTA.because(
                        "cannot connect", "the sandbox", "pasta ended: " + pasta.lastWords(), PASTA);
            }
            if (System.nanoTime() - deadline > 0) {
                throw NetworkFault.PASTA.because(
                        "cannot connect",
                        "the sandbox",
                        "pasta made no interface in " + PATIENCE.toSeconds() + " s",
                        PASTA);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NetworkFault.SET_UP.because("cannot connect", "the sandbox", "it was interrupted", "Run it again");
        }
    }

    @Override
    public synchronized Traffic traffic() {
        try {
            return Firewall.traffic(new Nftables(netfilter.orElseThrow()), InnerFirewall.TABLE, spec);
        } catch (NetlinkException e) {
            throw NetworkFault.METER.because("cannot read", meter(), e, RULES);
        }
    }

    /** The namespace takes the rest with it. */
    @Override
    public void close() {
        watch.ifPresent(HostWatch::stop);
        watcher.ifPresent(UserNetwork::join);
        synchronized (this) {
            watch.ifPresent(HostWatch::close);
            netfilter.ifPresent(Netlink::close);
            pasta.ifPresent(Pasta::close);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
