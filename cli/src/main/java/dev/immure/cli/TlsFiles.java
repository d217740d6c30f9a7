package dev.immure.cli;

import dev.immure.cli.serve.TlsSettings;
import dev.immure.cli.serve.http.TlsIdentity;
import java.nio.file.Path;

/** Reads what the TLS door is opened with. */
final class TlsFiles {
    private TlsFiles() {}

    /**
     * From files that nobody else may change, and a key that nobody else may read.
     *
     * @throws dev.immure.core.ImmureException when a file cannot be read, relied on or used
     */
    static TlsIdentity read(TlsSettings settings) {
        return TlsIdentity.parse(
                pem(SmallFile.RELIED_UPON, settings.certificate()),
                pem(SmallFile.SECRET, settings.key()),
                pem(SmallFile.RELIED_UPON, settings.clients()));
    }

    private static TlsIdentity.Pem pem(SmallFile kind, Path file) {
        return new TlsIdentity.Pem(file.toString(), kind.read(file, TlsIdentity.MAX_BYTES));
    }
}
