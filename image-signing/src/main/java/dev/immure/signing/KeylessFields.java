package dev.immure.signing;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.yaml.Fields;
import dev.immure.signing.internal.sigstore.fulcio.IdentityRule;
import dev.immure.signing.internal.sigstore.fulcio.TextRule;
import dev.immure.signing.internal.sigstore.root.TrustedRoot;
import dev.immure.signing.internal.sigstore.root.TrustedRootReader;
import java.util.Optional;

/** Reads {@code keyless} authorities of a trust file, and the trusted root of the whole file. */
final class KeylessFields {
    private static final String ROOT = "trusted-root";

    /** A trusted root, and the digest of the file that says so. */
    private record Root(TrustedRoot content, Digest digest) {}

    private final TrustedFiles files;
    private Optional<Root> common = Optional.empty();

    KeylessFields(TrustedFiles files) {
        this.files = files;
    }

    /** {@code trusted-root} of the whole file: for keys, and for keyless authorities that name none of their own. */
    void root(Fields document) {
        if (document.has(ROOT)) {
            common = document.text(ROOT).flatMap(path -> read(document, path));
        }
    }

    Optional<TrustedRoot> root() {
        return common.map(Root::content);
    }

    Optional<Authority> authority(String name, Fields fields) {
        Optional<TextRule> issuer = rule(fields, "issuer");
        Optional<TextRule> identity = rule(fields, "identity");
        Optional<Root> root = fields.has(ROOT) ? fields.text(ROOT).flatMap(path -> read(fields, path)) : common;
        if (!fields.has(ROOT) && common.isEmpty()) {
            fields.fault(ROOT, "is missing, here and in the whole file");
        }
        fields.refuseOthers();
        return root.isEmpty() || issuer.isEmpty() || identity.isEmpty()
                ? Optional.empty()
                : Optional.of(new KeylessAuthority(
                        name,
                        root.get().content(),
                        root.get().digest(),
                        new IdentityRule(issuer.get(), identity.get())));
    }

    private Optional<Root> read(Fields fields, String path) {
        return files.one(
                fields,
                ROOT,
                path,
                TrustedRoot.MAX_BYTES,
                (content, on) -> new Root(TrustedRootReader.read(content, on), Digest.of(content)));
    }

    /** {@code field}, or {@code field-regex}. */
    private static Optional<TextRule> rule(Fields fields, String field) {
        String regex = field + "-regex";
        Optional<String> exact = fields.optionalText(field);
        Optional<String> pattern = fields.optionalText(regex);
        if (fields.has(field) == fields.has(regex)) {
            fields.fault(field, "and " + regex + ": exactly one of the two must be given");
            return Optional.empty();
        }
        try {
            return exact.isPresent() ? exact.map(TextRule.Exact::new) : pattern.map(TextRule.Matching::of);
        } catch (ImmureException e) {
            fields.fault(exact.isPresent() ? field : regex, "cannot be used: " + TrustedFiles.sentence(e.fault()));
            return Optional.empty();
        }
    }
}
