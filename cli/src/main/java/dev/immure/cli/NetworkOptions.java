package dev.immure.cli;

import dev.immure.core.network.AllowRule;
import dev.immure.core.network.IpAddress;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.network.Rate;
import dev.immure.core.runtime.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the texts of the network options into a value; adds what is wrong with them to a list. */
final class NetworkOptions {
    private final RunOptions options;
    private final List<String> faults;

    NetworkOptions(RunOptions options, List<String> faults) {
        this.options = options;
        this.faults = faults;
    }

    NetworkSpec read() {
        String mode = Optional.ofNullable(options.network).orElse("none");
        return switch (mode) {
            case "private" -> privateNetwork();
            case "none" -> {
                requireNothingElse();
                yield new NetworkSpec.None();
            }
            default -> {
                faults.add("--network " + mode + ": neither none nor private");
                yield new NetworkSpec.None();
            }
        };
    }

    private NetworkSpec privateNetwork() {
        List<AllowRule> allow = all("--allow-net", options.allowNet, AllowRule::parse);
        List<IpAddress> dns = all("--dns", options.dns, IpAddress::parse);
        Optional<Rate> in = one("--bandwidth-in", options.bandwidthIn, Rate::parse);
        Optional<Rate> out = one("--bandwidth-out", options.bandwidthOut, Rate::parse);
        Optional<Long> traffic = one("--traffic-limit", options.trafficLimit, Quantity::bytes);
        try {
            return new NetworkSpec.Private(
                    allow, dns, in, out, traffic.isPresent() ? OptionalLong.of(traffic.get()) : OptionalLong.empty());
        } catch (IllegalArgumentException e) {
            faults.add("--network private: " + e.getMessage());
            return new NetworkSpec.None();
        }
    }

    /** Whoever names a destination expects a network: better said than left out. */
    private void requireNothingElse() {
        boolean any = !options.allowNet.isEmpty()
                || !options.dns.isEmpty()
                || options.bandwidthIn != null
                || options.bandwidthOut != null
                || options.trafficLimit != null;
        if (any) {
            faults.add(
                    "--allow-net, --dns, --bandwidth-in, --bandwidth-out and --traffic-limit need --network private");
        }
    }

    private <T> Optional<T> one(String option, @Nullable String text, Function<String, T> parser) {
        return text == null
                ? Optional.empty()
                : all(option, List.of(text), parser).stream().findFirst();
    }

    private <T> List<T> all(String option, List<String> texts, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            try {
                values.add(parser.apply(text));
            } catch (IllegalArgumentException e) {
                faults.add(option + " " + text + ": " + e.getMessage());
            }
        }
        return values;
    }
}
