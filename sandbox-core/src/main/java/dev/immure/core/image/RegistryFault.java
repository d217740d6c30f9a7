package dev.immure.core.image;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import org.jspecify.annotations.Nullable;

/** Every way in which speaking to a registry fails. What it hands out is judged by {@link ImageFault} as well. */
public enum RegistryFault implements FaultCode {
    // Who is asked, and as whom.
    /** Nobody answers at the registry's address. */
    UNREACHABLE("UNREACHABLE", FaultKind.HOST, "Check the name, the port and the network"),
    /** The registry's certificate is not one that is trusted, or the encrypted connection failed. */
    TLS("TLS", FaultKind.HOST, "Name the registry's authority: registries: HOST: ca: FILE in the configuration file"),
    /** What answers is not a registry of distribution-spec. */
    NO_REGISTRY("NO-REGISTRY", FaultKind.HOST, "Check the name and the port of the registry"),
    /** The registry wants to know who asks, or does not give it to this user. */
    DENIED("DENIED", FaultKind.USAGE, "Log in to the registry (podman login, docker login) or name --authfile FILE"),
    /** The credentials are with a helper program, and Immure starts none. */
    CREDENTIAL_HELPER(
            "CREDENTIAL-HELPER",
            FaultKind.USAGE,
            "Put the credentials into a file of their own and name it: --authfile FILE"),
    /** The file of credentials is not one. */
    AUTH_FILE("AUTH-FILE", FaultKind.USAGE, "Write the file again: podman login --authfile FILE HOST"),
    /** The file of a registry's authority holds no certificate. */
    CA("CA", FaultKind.USAGE, "Name a file with one or more certificates in PEM"),
    /** The repository has not what was asked for. */
    NOT_FOUND("NOT-FOUND", FaultKind.USAGE, "Check the repository and the tag"),

    // Answers that do not come, or not whole.
    /** The registry is overloaded or broken, and stayed so for as long as it was asked. */
    BUSY("BUSY", FaultKind.HOST, "Try again later"),
    /** The connection broke again and again. */
    CUT("CUT", FaultKind.HOST, "Check the network and try again"),
    /** The registry takes longer than it is given. */
    TIME("TIME", FaultKind.HOST, "Check the network and try again"),
    /** The registry answers with a status that means nothing here. */
    STATUS("STATUS", FaultKind.HOST, "Look at the registry's own log"),
    /** More requests would be needed than one image is worth. */
    REQUESTS("REQUESTS", FaultKind.INPUT, "Remove attachments that do not count"),

    // Answers that cannot be believed.
    /** The demand for credentials is malformed, or asks to send them where they must not go. */
    CHALLENGE("CHALLENGE", FaultKind.INPUT, Remedies.LIES),
    /** The token server's answer is not one. */
    TOKEN("TOKEN", FaultKind.INPUT, Remedies.LIES),
    /** The registry sends elsewhere, to where it must not or without end. */
    REDIRECT("REDIRECT", FaultKind.INPUT, Remedies.LIES),
    /** The registry hands out other bytes than those that were asked for or announced. */
    DIGEST("DIGEST", FaultKind.INPUT, Remedies.LIES),
    /** A document is announced as another type than it says it is (CVE-2021-41190). */
    CONTENT_TYPE("CONTENT-TYPE", FaultKind.INPUT, Remedies.LIES),
    /** An answer is larger than is read. */
    TOO_LARGE("TOO-LARGE", FaultKind.INPUT, Remedies.LIES),
    /** A list has more pages than are read, or goes on somewhere else. */
    PAGES("PAGES", FaultKind.INPUT, Remedies.LIES),
    /** A header is malformed, there twice or too long. */
    HEADER("HEADER", FaultKind.INPUT, Remedies.LIES);

    private final String id;
    private final FaultKind kind;
    private final String remedy;

    RegistryFault(String reason, FaultKind kind, String remedy) {
        this.id = "IMM-REGISTRY-" + reason;
        this.kind = kind;
        this.remedy = remedy;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return kind;
    }

    /** The exception for this cause. */
    public ImmureException at(String what, Object on, String why) {
        return at(what, on, why, null);
    }

    public ImmureException at(String what, Object on, String why, @Nullable Throwable cause) {
        return new ImmureException(new Fault(this, what, on.toString(), why, remedy), cause);
    }

    private static final class Remedies {
        static final String LIES = "Do not use this registry until its operator has mended it";
    }
}
