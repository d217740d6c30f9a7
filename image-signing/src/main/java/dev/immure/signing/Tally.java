package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.signing.attestation.VerifiedAttestation;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.name.RepositoryName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what was accepted for one name is enough for the rule of that name. */
final class Tally {
    private final String image;
    private final Optional<RepositoryName> name;
    private final List<Accepted> good;
    private final TrustRule rule;

    /**
     * @param image what to call it in faults
     * @param good all that was accepted for the name; never nothing
     */
    Tally(String image, Optional<RepositoryName> name, List<Accepted> good) {
        this.image = image;
        this.name = name;
        this.good = List.copyOf(good);
        this.rule = good.getFirst().rule();
    }

    /** What is missing, if anything; each count is noted as a check. */
    Optional<Fault> lacking(CheckLog checks) {
        Stream<Optional<Fault>> signatures =
                rule.authorities().isEmpty() ? Stream.empty() : Stream.of(signatures(checks));
        List<Optional<Fault>> counts = Stream.concat(
                        signatures, rule.attestations().stream().map(demand -> attestations(demand, checks)))
                .toList();
        return counts.stream().flatMap(Optional::stream).findFirst();
    }

    /** One for each signer; of attestations, where the rule asks for nothing else. */
    List<VerifiedSigner> signers() {
        return new Quorum(rule.authorities().isEmpty() ? agreed() : signatures(), rule.must()).signers();
    }

    /** What enough of those whose word counts have said alike; what only some of them say is nobody's word yet. */
    List<VerifiedAttestation> attested() {
        return agreed().stream()
                .map(accepted -> new VerifiedAttestation(
                        accepted.statement().orElseThrow(),
                        accepted.predicate().orElseThrow(),
                        accepted.authorities().stream().map(Authority::name).toList()))
                .toList();
    }

    private List<Accepted> agreed() {
        return rule.attestations().stream()
                .flatMap(demand -> alike(demand).stream()
                        .filter(group -> quorum(group).size() >= demand.threshold())
                        .flatMap(List::stream))
                .toList();
    }

    /**
     * The attestations that a demand is about, one group for each predicate. Two who say different things do not confirm each
     * other: with their number counted over all, each alone could add a statement to what the other has said.
     */
    private Collection<List<Accepted>> alike(AttestationDemand demand) {
        return good.stream()
                .filter(accepted -> accepted.attests(demand.type()))
                .collect(Collectors.groupingBy(
                        accepted -> accepted.statement().orElseThrow().predicate(),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    private static Quorum quorum(List<Accepted> group) {
        return new Quorum(group, List.of());
    }

    private List<Accepted> signatures() {
        return good.stream().filter(accepted -> accepted.statement().isEmpty()).toList();
    }

    private Optional<Fault> signatures(CheckLog checks) {
        Quorum quorum = new Quorum(signatures(), rule.must());
        String signed = name.map(found -> "it is signed as " + found).orElse("it is signed");
        Optional<Fault> lacking = Optional.empty();
        if (!quorum.missing().isEmpty()) {
            lacking = fault(
                    SigningFault.REQUIRED_SIGNER,
                    signed + " without " + Authority.names(quorum.missing()) + ", whom " + rule.scope() + " requires",
                    "Have it signed by those who must sign");
        } else if (quorum.size() < rule.threshold()) {
            lacking = fault(
                    SigningFault.THRESHOLD,
                    signed + " by " + quorum.size() + " of the " + rule.threshold() + " distinct authorities that "
                            + rule.scope() + " asks for",
                    "Have it signed by another authority of the rule");
        }
        note(
                checks,
                "threshold",
                quorum.size() + " distinct authorities for "
                        + name.map(RepositoryName::value).orElse("no name"),
                rule.threshold() + " for " + rule.scope()
                        + (rule.must().isEmpty() ? "" : ", " + Authority.names(rule.must()) + " among them"),
                lacking);
        return lacking;
    }

    private Optional<Fault> attestations(AttestationDemand demand, CheckLog checks) {
        Collection<List<Accepted>> groups = alike(demand);
        int most = groups.stream().mapToInt(group -> quorum(group).size()).max().orElse(0);
        String counted = most + " of the " + demand.threshold() + " distinct authorities that " + rule.scope()
                + " asks for have attested " + demand.type();
        Optional<Fault> lacking = most >= demand.threshold()
                ? Optional.empty()
                : fault(
                        SigningFault.NOT_ATTESTED,
                        groups.size() > 1
                                ? counted + " with one predicate, and there are " + groups.size() + " different ones"
                                : counted,
                        "Have it attested by " + Authority.names(demand.by()));
        note(
                checks,
                "attestation-threshold",
                most + " distinct authorities attested " + demand.type() + " with one predicate",
                demand.threshold() + " for " + rule.scope(),
                lacking);
        return lacking;
    }

    private static void note(CheckLog checks, String check, String input, String authority, Optional<Fault> lacking) {
        checks.add(lacking.map(fault -> Check.failed(check, input, authority, fault))
                .orElseGet(() -> Check.passed(check, input, authority)));
    }

    private Optional<Fault> fault(SigningFault code, String why, String remedy) {
        return Optional.of(new Fault(code, "cannot verify image", image, why, remedy));
    }
}
