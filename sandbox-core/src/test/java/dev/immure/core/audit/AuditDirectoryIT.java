package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that someone else prepared. Runs as root: only root can make files of other users. */
class AuditDirectoryIT {
    @TempDir
    Path temporary;

    @Test
    void makesDirectoryAndFilesForTheOwnerAlone() throws IOException {
        Path directory = temporary.resolve("audit");
        AuditLog.open(directory).close();
        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(mode(directory.resolve("audit.log"))).isEqualTo("rw-------");
        assertThat(mode(directory.resolve("audit.head"))).isEqualTo("rw-------");
    }

    @Test
    void refusesADirectoryThatIsASymbolicLink() throws IOException {
        Path real = existing();
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
        assertRefused(link, AuditFault.SYMBOLIC_LINK);
    }

    @Test
    void refusesASymbolicLinkOnTheWay() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary);
        assertRefused(link.resolve("audit"), AuditFault.SYMBOLIC_LINK);
    }

    @Test
    void refusesAFileInPlaceOfTheDirectory() throws IOException {
        assertRefused(Files.createFile(temporary.resolve("file")), AuditFault.SYMBOLIC_LINK);
    }

    @Test
    void refusesAMissingParent() {
        assertRefused(temporary.resolve("a/b"), AuditFault.DIRECTORY);
    }

    @Test
    void refusesADirectoryOthersCanReachInto() throws IOException {
        Path directory = existing();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        assertRefused(directory, AuditFault.PERMISSIONS);
    }

    @Test
    void refusesADirectoryOfAnotherUser() throws IOException {
        Path directory = existing();
        Files.setAttribute(directory, "unix:uid", 12345);
        assertRefused(directory, AuditFault.OWNER);
    }

    @Test
    void refusesALogThatIsASymbolicLinkAndLeavesItsTargetAlone() throws IOException {
        Path victim = Files.writeString(temporary.resolve("victim"), "precious");
        Path directory = existing();
        Files.delete(directory.resolve("audit.log"));
        Files.createSymbolicLink(directory.resolve("audit.log"), victim);
        assertRefused(directory, AuditFault.SYMBOLIC_LINK);
        assertVerifyRefused(directory, AuditFault.SYMBOLIC_LINK);
        assertThat(victim).hasContent("precious");
    }

    @Test
    void refusesAHeadThatIsASymbolicLink() throws IOException {
        Path directory = existing();
        Path moved = Files.move(directory.resolve("audit.head"), temporary.resolve("moved"));
        Files.createSymbolicLink(directory.resolve("audit.head"), moved);
        assertThatThrownBy(() -> AuditFixture.appendOne(directory))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(AuditFault.SYMBOLIC_LINK));
        assertVerifyRefused(directory, AuditFault.SYMBOLIC_LINK);
    }

    @Test
    void refusesALogWithASecondName() throws IOException {
        Path directory = existing();
        Files.createLink(temporary.resolve("second"), directory.resolve("audit.log"));
        assertRefused(directory, AuditFault.FILE_KIND);
    }

    @Test
    void refusesALogThatIsAFifoWithoutWaitingForIt() throws Exception {
        Path directory = existing();
        Files.delete(directory.resolve("audit.log"));
        Process mkfifo =
                new ProcessBuilder("mkfifo", directory.resolve("audit.log").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        Files.setPosixFilePermissions(directory.resolve("audit.log"), PosixFilePermissions.fromString("rw-------"));
        assertRefused(directory, AuditFault.FILE_KIND);
        assertVerifyRefused(directory, AuditFault.FILE_KIND);
    }

    @Test
    void refusesALogOpenToOthers() throws IOException {
        Path directory = existing();
        Files.setPosixFilePermissions(directory.resolve("audit.log"), PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(directory, AuditFault.PERMISSIONS);
    }

    @Test
    void refusesALogOfAnotherUser() throws IOException {
        Path directory = existing();
        Files.setAttribute(directory.resolve("audit.log"), "unix:uid", 12345);
        assertRefused(directory, AuditFault.OWNER);
    }

    @Test
    void verifiesACopyWhoeverOwnsIt() throws IOException {
        Path directory = existing();
        Files.setAttribute(directory, "unix:uid", 12345);
        Files.setPosixFilePermissions(directory.resolve("audit.log"), PosixFilePermissions.fromString("r--r--r--"));
        assertThat(AuditVerifier.verify(directory)).isInstanceOf(AuditVerification.Intact.class);
    }

    @Test
    void refusesToVerifyWhatIsNotThere() {
        assertVerifyRefused(temporary.resolve("nowhere"), AuditFault.DIRECTORY);
    }

    private Path existing() {
        Path directory = temporary.resolve("audit");
        AuditFixture.write(directory, 1);
        return directory;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void assertRefused(Path directory, AuditFault code) {
        assertThatThrownBy(() -> AuditLog.open(directory).close()).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(code);
            assertThat(e.fault().on()).startsWith(directory.toString());
        });
    }

    private static void assertVerifyRefused(Path directory, AuditFault code) {
        assertThatThrownBy(() -> AuditVerifier.verify(directory))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(code));
    }
}
