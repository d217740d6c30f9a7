package dev.immure.core.network;

import dev.immure.core.internal.netlink.Addresses;
import dev.immure.core.internal.netlink.Links;
import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.Nftables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds what belongs to slots that nobody holds, and removes it. Whose lock is free has no process left: the monitor of a
 * sandbox holds it to its own end.
 */
final class Leftovers {
    private final NetworkSlots slots;
    private final Links links;
    private final Addresses addresses;
    private final Nftables firewall;

    Leftovers(NetworkSlots slots, Links links, Addresses addresses, Nftables firewall) {
        this.slots = slots;
        this.links = links;
        this.addresses = addresses;
        this.firewall = firewall;
    }

    /** Of all free slots; the names of what was removed. The shared lock is held. */
    List<String> removeAll() throws NetlinkException {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (Links.Link link : links.list()) {
            number(AddressPlan.PORT_PREFIX, link.name()).ifPresent(numbers::add);
            number(AddressPlan.IFB_PREFIX, link.name()).ifPresent(numbers::add);
        }
        for (Nftables.Name table : firewall.list()) {
            number(AddressPlan.TABLE_PREFIX, table.name()).ifPresent(numbers::add);
        }
        List<String> removed = new ArrayList<>();
        for (int number : numbers) {
            Optional<NetworkSlots.Slot> free = slots.tryAcquire(new AddressPlan(number));
            if (free.isPresent()) {
                try (NetworkSlots.Slot slot = free.get()) {
                    removed.addAll(remove(slot.plan()));
                }
            }
        }
        removed.addAll(removeBridge());
        return removed;
    }

    /** Of one slot, whose lock the caller holds. */
    List<String> remove(AddressPlan plan) throws NetlinkException {
        List<String> removed = new ArrayList<>();
        for (String name : List.of(plan.port(), plan.ifb())) {
            Optional<Links.Link> link = links.find(name);
            if (link.isPresent()) {
                links.delete(link.get().index());
                removed.add(name);
            }
        }
        for (Nftables.Name table : firewall.list()) {
            if (table.name().equals(plan.table())) {
                firewall.remove(List.of(table));
                removed.add("table " + table.family().name().toLowerCase(Locale.ROOT) + " " + table.name());
            }
        }
        Optional<Links.Link> bridge = links.find(AddressPlan.BRIDGE);
        if (bridge.isPresent()) {
            addresses.removeNeighbour(bridge.get().index(), plan.v4().bytes());
            addresses.removeNeighbour(bridge.get().index(), plan.v6().bytes());
        }
        return removed;
    }

    /** With its last port. */
    List<String> removeBridge() throws NetlinkException {
        Optional<Links.Link> bridge = Optional.empty();
        for (Links.Link link : links.list()) {
            if (number(AddressPlan.PORT_PREFIX, link.name()).isPresent()) {
                return List.of();
            }
            if (link.name().equals(AddressPlan.BRIDGE)) {
                bridge = Optional.of(link);
            }
        }
        if (bridge.isEmpty() || !bridge.get().kind().equals(Optional.of("bridge"))) {
            return List.of();
        }
        links.delete(bridge.get().index());
        return List.of(AddressPlan.BRIDGE);
    }

    private static Optional<Integer> number(String prefix, String name) {
        String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        boolean ours = rest.matches("0|[1-9][0-9]{0,3}") && Integer.parseInt(rest) < AddressPlan.SLOTS;
        return ours ? Optional.of(Integer.parseInt(rest)) : Optional.empty();
    }
}
