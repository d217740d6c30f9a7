package dev.immure.core.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a sandbox may do on the network. */
public sealed interface NetworkSpec {
    /** Nothing: a namespace with lo alone. */
    record None() implements NetworkSpec {}

    /**
     * A private address behind the host's, with a firewall before it.
     *
     * @param allow the only destinations; empty: the public Internet
     * @param dns name servers, reachable on port 53 wherever they are
     * @param in into the sandbox
     * @param out of the sandbox
     * @param trafficBytes both directions together, for the whole run
     */
    record Private(
            List<AllowRule> allow,
            List<IpAddress> dns,
            Optional<Rate> in,
            Optional<Rate> out,
            OptionalLong trafficBytes)
            implements NetworkSpec {
        /** nf_tables and the plan could take more; a person could not. */
        public static final int MAX_RULES = 256;

        /** MAXNS of resolv.conf(5). */
        public static final int MAX_DNS = 3;

        /** Of UDP and TCP (RFC 1035). */
        static final int DNS_PORT = 53;

        public Private {
            allow = List.copyOf(allow);
            dns = List.copyOf(dns);
            if (allow.size() > MAX_RULES) {
                throw new IllegalArgumentException("at most " + MAX_RULES + " destinations can be allowed");
            }
            if (dns.size() > MAX_DNS) {
                throw new IllegalArgumentException("at most " + MAX_DNS + " name servers are asked (resolv.conf(5))");
            }
            for (IpAddress server : dns) {
                if (SpecialRanges.isNeverReachable(
                        new Cidr(server, server.family().bits()))) {
                    throw new IllegalArgumentException("a name server at " + server + " cannot be reached");
                }
            }
            if (trafficBytes.isPresent() && trafficBytes.getAsLong() < 1) {
                throw new IllegalArgumentException("a traffic limit is at least one byte");
            }
        }

        /** Ports of all that is allowed; empty when something is allowed whatever its port. */
        public Set<Integer> tcpPorts() {
            if (allow.isEmpty() || allow.stream().anyMatch(rule -> rule.port().isEmpty())) {
                return Set.of();
            }
            Set<Integer> ports = new TreeSet<>();
            allow.forEach(rule -> ports.add(rule.port().orElseThrow()));
            if (!dns.isEmpty()) {
                ports.add(DNS_PORT);
            }
            return ports;
        }

        /** The content of /etc/resolv.conf. */
        public String resolverConfiguration() {
            return dns.stream().map(server -> "nameserver " + server + "\n").collect(Collectors.joining());
        }
    }

    /** One line for the plan, and so for its digest. */
    default String describe() {
        return switch (this) {
            case None ignored -> "none";
            case Private p ->
                "private allow=" + joined(p.allow())
                        + " dns=" + joined(p.dns())
                        + " in=" + bits(p.in())
                        + " out=" + bits(p.out())
                        + " traffic="
                        + (p.trafficBytes().isPresent() ? p.trafficBytes().getAsLong() : "unlimited");
        };
    }

    private static String joined(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    private static String bits(Optional<Rate> rate) {
        return rate.map(r -> r.bitsPerSecond() + "bit").orElse("unlimited");
    }
}
