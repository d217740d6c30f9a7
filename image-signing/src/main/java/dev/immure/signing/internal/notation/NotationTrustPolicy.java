package dev.immure.signing.internal.notation;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.core.yaml.Fields;
import dev.immure.signing.fault.NotationFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Notation's own trust policy, {@code trustpolicy.json} (trust-store-trust-policy.md), as far as a trust file can say it.
 *
 * @param statements in the order of the file; never none
 */
public record NotationTrustPolicy(List<Statement> statements) {
    /** The most that is read of a policy. */
    public static final int MAX_BYTES = 256 << 10;

    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 8, 10_000);

    public NotationTrustPolicy {
        statements = List.copyOf(statements);
    }

    /**
     * One entry of {@code trustPolicies}.
     *
     * @param scopes names of repositories, or {@code *} alone
     * @param override by the names of the policy
     */
    public record Statement(
            String name,
            List<String> scopes,
            String level,
            Map<String, String> override,
            TimestampDemand timestamps,
            List<TrustStoreName> stores,
            TrustedIdentities identities) {
        public Statement {
            Objects.requireNonNull(name, "name is null");
            scopes = List.copyOf(scopes);
            Objects.requireNonNull(level, "level is null");
            override = Map.copyOf(override);
            Objects.requireNonNull(timestamps, "timestamps is null");
            stores = List.copyOf(stores);
            Objects.requireNonNull(identities, "identities is null");
        }
    }

    /**
     * Reads a policy.
     *
     * @param on what to call it in a fault
     * @throws ImmureException with TRUST_POLICY of {@link NotationFault}, all faults in one
     */
    public static NotationTrustPolicy parse(byte[] json, String on) {
        List<String> faults = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        try {
            JsonObject root = only(StrictJson.parseObject(json, LIMITS), "version", "trustPolicies");
            if (!root.requireString("version").equals("1.0")) {
                faults.add("version is not 1.0");
            }
            for (JsonObject entry : root.objects("trustPolicies")) {
                statements.addAll(new StatementReader(entry, faults).read());
            }
            checkAll(statements, faults);
        } catch (JsonException e) {
            faults.add(e.why());
        }
        if (!faults.isEmpty()) {
            throw new ImmureException(new Fault(
                    NotationFault.TRUST_POLICY,
                    "cannot import trust policy",
                    on,
                    Fields.sentence(faults),
                    "Correct the policy, or write those parts of a trust file by hand; see docs/notation.md"));
        }
        return new NotationTrustPolicy(statements);
    }

    private static void checkAll(List<Statement> statements, List<String> faults) {
        Set<String> names = new HashSet<>();
        Set<String> scopes = new HashSet<>();
        for (Statement statement : statements) {
            if (!names.add(statement.name())) {
                faults.add("two policies are called " + statement.name());
            }
            statement.scopes().stream()
                    .filter(scope -> !scopes.add(scope))
                    .forEach(scope -> faults.add("two policies are for " + scope));
        }
        if (statements.isEmpty() && faults.isEmpty()) {
            faults.add("there is no policy in it");
        }
    }

    private static JsonObject only(JsonObject object, String... names) throws JsonException {
        for (String name : object.members().keySet()) {
            if (!Set.of(names).contains(name)) {
                throw new JsonException(JsonException.Flaw.TYPE, "\"" + name + "\" is not a member that is known here");
            }
        }
        return object;
    }

    /** Reads one entry; a fault names the policy it is in. */
    private static final class StatementReader {
        private final JsonObject entry;
        private final List<String> faults;
        private String name = "a policy without a name";

        StatementReader(JsonObject entry, List<String> faults) {
            this.entry = entry;
            this.faults = faults;
        }

        /** Empty when there is a fault, which is noted. */
        List<Statement> read() throws JsonException {
            only(entry, "name", "registryScopes", "signatureVerification", "trustStores", "trustedIdentities");
            name = entry.requireString("name");
            int before = faults.size();
            JsonObject verification =
                    only(entry.requireObject("signatureVerification"), "level", "override", "verifyTimestamp");
            String level = verification.requireString("level");
            if (level.equals("skip")) {
                fault("skips verification, and a trust file only says whose signature counts: an image that need not be"
                        + " signed is a matter of the policy");
                return List.of();
            }
            Map<String, String> override = verification.stringMap("override");
            checkLevel(level, override);
            TimestampDemand timestamps = timestamps(verification);
            List<TrustStoreName> stores = stores();
            List<TrustedIdentities> identities = identities();
            List<String> scopes = entry.strings("registryScopes");
            if (scopes.isEmpty() || (scopes.contains("*") && scopes.size() > 1)) {
                fault("has no scope, or * beside others");
            }
            return faults.size() == before
                    ? List.of(new Statement(name, scopes, level, override, timestamps, stores, identities.getFirst()))
                    : List.of();
        }

        private void checkLevel(String level, Map<String, String> override) {
            Map<Validation, Enforcement> chosen = new LinkedHashMap<>();
            override.forEach((validation, enforcement) -> {
                if (Validation.of(validation).isEmpty()
                        || Enforcement.of(enforcement).isEmpty()) {
                    fault("overrides " + validation + " with " + enforcement + ", which is not known");
                } else {
                    chosen.put(
                            Validation.of(validation).get(),
                            Enforcement.of(enforcement).get());
                }
            });
            try {
                if (VerificationLevel.named(level)
                        .map(found -> found.with(chosen))
                        .isEmpty()) {
                    fault("has the unknown level " + level);
                }
            } catch (IllegalArgumentException e) {
                fault("overrides what it may not: " + e.getMessage());
            }
        }

        private TimestampDemand timestamps(JsonObject verification) throws JsonException {
            String text = verification.string("verifyTimestamp").orElse("always");
            return switch (text) {
                case "always" -> TimestampDemand.ALWAYS;
                case "afterCertExpiry" -> TimestampDemand.AFTER_CERT_EXPIRY;
                default -> {
                    fault("has the unknown verifyTimestamp " + text);
                    yield TimestampDemand.ALWAYS;
                }
            };
        }

        private List<TrustStoreName> stores() throws JsonException {
            List<TrustStoreName> out = new ArrayList<>();
            for (String text : entry.strings("trustStores")) {
                TrustStoreName.parse(text).ifPresentOrElse(out::add, () -> fault("has the malformed store " + text));
            }
            if (out.stream().noneMatch(store -> !store.type().equals("tsa"))) {
                fault("names no store of type ca or signingAuthority");
            }
            return out;
        }

        private List<TrustedIdentities> identities() throws JsonException {
            try {
                return List.of(TrustedIdentities.parse(entry.strings("trustedIdentities")));
            } catch (IllegalArgumentException e) {
                fault("trustedIdentities " + e.getMessage());
                return List.of();
            }
        }

        private void fault(String why) {
            faults.add(name + ": " + why);
        }
    }
}
