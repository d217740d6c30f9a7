package dev.immure.cli.pipeline;

import dev.immure.core.host.CallerIds;
import dev.immure.policy.Caller;
import java.util.List;

/** What the policy is told of who asks. */
public final class Callers {
    /** {@code (uid_t) -1}. */
    private static final long NOBODY = 0xffff_ffffL;

    private static final String CERTIFICATE = "tls-certificate";

    private Callers() {}

    /** This process acts for nobody else. */
    public static Caller ofThisProcess() {
        return of(CallerIds.current(), "process");
    }

    /** @param authentication how the ids are known, as {@link Caller#authentication} */
    public static Caller of(CallerIds ids, String authentication) {
        return new Caller(
                // The kernel's ids have no sign.
                Integer.toUnsignedLong(ids.uid()),
                Integer.toUnsignedLong(ids.gid()),
                ids.groups().stream().map(Integer::toUnsignedString).toList(),
                authentication);
    }

    /**
     * Somebody who is no user of this host: his ids are the one that the kernel gives to nobody (setresuid(2) takes it for
     * "as it is"), and his certificate is his one group.
     *
     * @param name the certificate's subject and issuer
     */
    public static Caller ofCertificate(String name) {
        return new Caller(NOBODY, NOBODY, List.of("certificate " + name), CERTIFICATE);
    }

    /** For people. */
    static String name(Caller caller) {
        return caller.authentication().equals(CERTIFICATE) ? caller.groups().getFirst() : "uid " + caller.uid();
    }
}
