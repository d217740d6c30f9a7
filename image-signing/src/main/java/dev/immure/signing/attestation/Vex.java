package dev.immure.signing.attestation;

import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.VulnerabilityScan.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Whether vulnerabilities matter to a product, as its maker says (OpenVEX 0.2.0).
 *
 * @param statements at most {@value #MAX_STATEMENTS}
 */
public record Vex(List<Assessment> statements) implements Predicate {
    public static final int MAX_STATEMENTS = 10_000;

    public Vex {
        statements = List.copyOf(statements);
    }

    /** What a maker can say of a vulnerability; the worst last, which counts when two say it at one moment. */
    public enum Status {
        NOT_AFFECTED("not_affected"),
        FIXED("fixed"),
        UNDER_INVESTIGATION("under_investigation"),
        AFFECTED("affected");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        /** As OpenVEX writes it. */
        public String label() {
            return label;
        }
    }

    /**
     * One statement.
     *
     * @param vulnerabilities the names of one vulnerability: CVE, aliases
     * @param products what it is said of; empty for whatever the attestation is about
     * @param justification why it does not matter; empty when that is not said
     * @param at the later of two counts
     */
    public record Assessment(
            List<String> vulnerabilities, List<Product> products, Status status, String justification, Instant at) {
        public Assessment {
            vulnerabilities = List.copyOf(vulnerabilities);
            products = List.copyOf(products);
            Objects.requireNonNull(status, "status is null");
            Objects.requireNonNull(justification, "justification is null");
            Objects.requireNonNull(at, "at is null");
        }

        /** Whether it is said of this finding in this image. */
        boolean isAbout(Finding finding, Set<Digest> image) {
            return vulnerabilities.contains(finding.id())
                    && (products.isEmpty() || products.stream().anyMatch(product -> product.holds(finding, image)));
        }
    }

    /**
     * A product or package.
     *
     * @param identifiers package URLs and other names, digests among them
     * @param subcomponents the packages inside the product that are meant; empty for all
     */
    public record Product(List<String> identifiers, List<String> subcomponents) {
        public Product {
            identifiers = List.copyOf(identifiers);
            subcomponents = List.copyOf(subcomponents);
        }

        private boolean holds(Finding finding, Set<Digest> image) {
            // A tag or a name could mean another image: this one is named by its digest, or the package itself is.
            boolean isImage = identifiers.stream()
                    .anyMatch(name -> image.stream().anyMatch(digest -> name.contains(digest.hex())));
            return isImage
                    ? subcomponents.isEmpty() || subcomponents.stream().anyMatch(name -> names(name, finding.purl()))
                    : subcomponents.isEmpty() && identifiers.stream().anyMatch(name -> names(name, finding.purl()));
        }

        /** Whether a package URL, perhaps without qualifiers or version, names this one. */
        private static boolean names(String name, String purl) {
            return name.startsWith("pkg:")
                    && purl.startsWith(name)
                    && (purl.length() == name.length() || "@?#".indexOf(purl.charAt(name.length())) >= 0);
        }
    }
}
