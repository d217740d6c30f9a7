package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** What {@code immure gc} removed, by name. */
public record LeftoversRemoved(List<String> network, List<String> cgroups, List<String> disks) implements Answer {
    public LeftoversRemoved {
        network = List.copyOf(network);
        cgroups = List.copyOf(cgroups);
        disks = List.copyOf(disks);
    }

    /** These, and then those. */
    public LeftoversRemoved and(LeftoversRemoved more) {
        return new LeftoversRemoved(both(network, more.network), both(cgroups, more.cgroups), both(disks, more.disks));
    }

    private static List<String> both(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Override
    public void text(TextOutput out) {
        network.forEach(name -> out.line("network  " + name));
        cgroups.forEach(name -> out.line("cgroup   " + name));
        disks.forEach(name -> out.line("disk     " + name));
        int count = network.size() + cgroups.size() + disks.size();
        out.line(count == 0 ? "Nothing was left behind." : "Removed " + count + ".");
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        JsonOutput.strings(json, "network", network);
        JsonOutput.strings(json, "cgroups", cgroups);
        JsonOutput.strings(json, "disks", disks);
    }
}
