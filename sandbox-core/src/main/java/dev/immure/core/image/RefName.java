package dev.immure.core.image;

import java.util.Optional;
import java.util.regex.Pattern;

/** The value of {@code org.opencontainers.image.ref.name} (OCI image-spec, annotations.md): a tag, or {@code NAME:TAG}. */
public final class RefName {
    /** The annotation itself. */
    public static final String ANNOTATION = "org.opencontainers.image.ref.name";

    private static final String COMPONENT = "[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*";
    private static final Pattern GRAMMAR = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final int MAX = 512;

    /** cosign's tags for what it attaches to a digest, and the tag of distribution-spec's referrers fallback. */
    private static final Pattern ATTACHMENT = Pattern.compile("sha256-[0-9a-f]{64}(?:\\.[a-z]+)?");

    private RefName() {}

    /** By the spec's grammar, or a tag of distribution-spec, whose grammar allows more: {@code a__b}, {@code a.}. */
    public static boolean isValid(String text) {
        return text.length() <= MAX && (GRAMMAR.matcher(text).matches() || ImageName.isTag(text));
    }

    /** The repository in front of the tag, when the name has one. */
    public static Optional<String> repository(String refName) {
        int colon = refName.lastIndexOf(':');
        return colon > 0 && colon > refName.lastIndexOf('/')
                ? Optional.of(refName.substring(0, colon))
                : Optional.empty();
    }

    /** The tag alone; the whole when there is no repository in front. */
    public static String tag(String refName) {
        return repository(refName)
                .map(repository -> refName.substring(repository.length() + 1))
                .orElse(refName);
    }

    /** The tag of distribution-spec's fallback ("Referrers Tag Schema"): an index of what is attached to the digest. */
    public static String referrers(Digest digest) {
        return "sha256-" + digest.hex();
    }

    /** What a tag of that form, or one of cosign's, says that it is attached to. */
    public static Optional<Digest> subject(String tag) {
        int start = "sha256-".length();
        return isAttachment(tag) ? Optional.of(new Digest(tag.substring(start, start + 64))) : Optional.empty();
    }

    /** Whether the tag names a signature or the like rather than an image. */
    public static boolean isAttachment(String tag) {
        return ATTACHMENT.matcher(tag).matches();
    }

    /** cosign's tag for what is attached to {@code digest}; {@code suffix} is {@code sig}, {@code att} or {@code sbom}. */
    public static String attachment(Digest digest, String suffix) {
        return "sha256-" + digest.hex() + "." + suffix;
    }
}
