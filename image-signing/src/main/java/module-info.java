import org.jspecify.annotations.NullMarked;

/** Image signatures. For the compiler: Immure runs on the class path. */
@NullMarked
module dev.immure.signing {
    requires static org.jspecify;
    requires transitive dev.immure.core;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.util;
    requires re2j;

    exports dev.immure.signing;
    exports dev.immure.signing.attestation;
    exports dev.immure.signing.check;
    exports dev.immure.signing.fault;
}
