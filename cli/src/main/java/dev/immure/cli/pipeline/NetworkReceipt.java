package dev.immure.cli.pipeline;

import dev.immure.core.audit.Figure;
import dev.immure.core.audit.Limit;
import dev.immure.core.audit.Measurements;
import dev.immure.core.audit.Meter;
import dev.immure.core.audit.WallState;
import dev.immure.core.launch.RunReport;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.network.Traffic;
import java.util.Map;

/** The network's part of a receipt. Pure. */
final class NetworkReceipt {
    private NetworkReceipt() {}

    static void addWalls(Map<String, WallState> walls, NetworkSpec spec, RunReport report) {
        switch (spec) {
            case NetworkSpec.None ignored -> walls.put("network", new WallState.Enforced("own namespace, only lo"));
            case NetworkSpec.Private wanted -> {
                String how = report.network().map(RunReport.Network::how).orElse("own namespace");
                String rules = wanted.allow().isEmpty()
                        ? "public addresses"
                        : "named destinations: " + wanted.allow().size();
                walls.put("network", new WallState.Enforced(how + "; " + rules));
                report.network()
                        .flatMap(RunReport.Network::bandwidth)
                        .ifPresent(limits -> walls.put("bandwidth", new WallState.Enforced(limits)));
            }
        }
    }

    static void addLimits(Map<Limit, Long> limits, NetworkSpec spec) {
        if (spec instanceof NetworkSpec.Private wanted) {
            wanted.trafficBytes().ifPresent(bytes -> limits.put(Limit.TRAFFIC, bytes));
            wanted.in().ifPresent(rate -> limits.put(Limit.BANDWIDTH_IN, rate.bitsPerSecond()));
            wanted.out().ifPresent(rate -> limits.put(Limit.BANDWIDTH_OUT, rate.bitsPerSecond()));
        }
    }

    static Measurements addFigures(Measurements measured, RunReport report) {
        if (report.network().isEmpty()) {
            return measured;
        }
        Traffic traffic = report.network().get().traffic();
        return measured.metered(Meter.TRAFFIC, report.network().get().meter())
                .with(Figure.RECEIVED, traffic.received())
                .with(Figure.SENT, traffic.sent());
    }
}
