package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.yaml.Fields;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.StrictYaml;
import dev.immure.signing.fault.SigningFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a trust file and reports all its faults at once; see {@link TrustPolicy#read}. */
final class TrustFile {
    private static final int MAX_FILE = 256 << 10;
    /** Every signature may be tried with every authority. */
    private static final int MAX_AUTHORITIES = 64;

    private static final int MAX_RULES = 1000;
    private static final long SCHEMA = 1;

    private final Path file;
    private final List<String> faults = new ArrayList<>();
    private final AuthorityFields authorities;

    TrustFile(Path file) {
        this.file = file;
        this.authorities = new AuthorityFields(file);
    }

    TrustPolicy read() {
        byte[] yaml = KeyFiles.readTrusted(file, MAX_FILE);
        Optional<TrustPolicy> policy = Optional.empty();
        try {
            policy = Fields.of(StrictYaml.read(yaml), faults).map(this::policy);
        } catch (MalformedYaml e) {
            faults.add(e.reason());
        }
        if (!faults.isEmpty()) {
            throw new ImmureException(new Fault(
                    SigningFault.TRUST_FILE,
                    "cannot use trust file",
                    file.toString(),
                    Fields.sentence(faults),
                    "Correct the file; its form is described in docs/trust-file.md"));
        }
        return policy.orElseThrow();
    }

    private TrustPolicy policy(Fields root) {
        root.whole("schema").filter(schema -> schema != SCHEMA).ifPresent(schema -> root.fault("schema", "is not 1"));
        Map<String, Fields> keys = root.has("keys") ? root.named("keys") : Map.of();
        if (keys.size() > MAX_AUTHORITIES) {
            root.fault("keys", "has more than " + MAX_AUTHORITIES + " keys");
            return TrustPolicy.denyAll();
        }
        authorities.root(root);
        keys.forEach(authorities::key);
        Map<String, Fields> others = root.has("authorities") ? root.named("authorities") : Map.of();
        if (keys.size() + others.size() > MAX_AUTHORITIES) {
            root.fault("authorities", "has, with keys, more than " + MAX_AUTHORITIES + " entries");
            return TrustPolicy.denyAll();
        }
        others.forEach(authorities::authority);
        List<Fields> rules = root.mappings("rules");
        if (rules.size() > MAX_RULES) {
            root.fault("rules", "has more than " + MAX_RULES + " rules");
            return TrustPolicy.denyAll();
        }
        Revocations revoked =
                root.optionalMapping("revoked").map(RevocationFields::read).orElse(Revocations.NONE);
        root.refuseOthers();
        RuleFields reader = new RuleFields(authorities);
        return new TrustPolicy(
                authorities.all(),
                rules.stream().map(reader::rule).flatMap(Optional::stream).toList(),
                revoked);
    }
}
