package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.tree.NoteKey;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.OwnedFiles;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** The host's Ed25519 key (RFC 8032, RFC 8410) that signs checkpoints, in a file of mode 0600 that only its owner opens. */
final class CheckpointKey {
    /** RFC 8410, section 7: all of the PKCS #8 form but the seed. */
    private static final byte[] INFO = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final int SEED = 32;
    private static final int MAX_BYTES = 4096;
    private static final int PUBLIC_MODE = 0644;
    private static final int PRIVATE_MODE = 0600;
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private final byte[] info;
    private final NoteKey verifier;

    private CheckpointKey(byte[] info, NoteKey verifier) {
        this.info = info;
        this.verifier = verifier;
    }

    /** Beside the log, not in it: a copy of the log must not carry the key. */
    static Path besideLog(Path log) {
        return log.resolveSibling(log.getFileName() + ".key");
    }

    /** Where the public part of a private key is put. */
    static Path publicOf(Path key) {
        String name = key.getFileName().toString();
        return key.resolveSibling((name.endsWith(".key") ? name.substring(0, name.length() - 4) : name) + ".pub");
    }

    /** The key of a log, made when it is not given and not there; under the lock of the log. */
    static CheckpointKey of(Path log, AuditSettings settings) {
        Path file =
                settings.key().orElseGet(() -> besideLog(log)).toAbsolutePath().normalize();
        try (Fd directory = OwnedFiles.openDirectory(parent(file))) {
            Optional<byte[]> pem = read(directory, file, true);
            if (pem.isEmpty() && settings.key().isPresent()) {
                throw refusal(file, "it is not there");
            }
            byte[] info = pem.isPresent() ? decode(pem.get(), PRIVATE, file) : make(directory, file);
            CheckpointKey key = new CheckpointKey(info, verifier(info, file));
            key.publish(directory, publicOf(file), settings.key().isPresent());
            return key;
        } catch (ErrnoException e) {
            throw new ImmureException(fault(file, Refusal.why(e)), e);
        }
    }

    /** A public key in PEM. */
    static NoteKey parsePublic(byte[] pem, Path file) {
        try {
            return NoteKey.ofInfo(decode(pem, PUBLIC, file));
        } catch (IllegalArgumentException e) {
            throw new ImmureException(fault(file, String.valueOf(e.getMessage())), e);
        }
    }

    private static String parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw refusal(file, "it is a directory");
        }
        return parent.toString();
    }

    NoteKey verifier() {
        return verifier;
    }

    byte[] sign(byte[] message) {
        return sign(info, message);
    }

    /** @param given a key that somebody put where Immure may not write: then its public part is theirs to hand out */
    private void publish(Fd directory, Path file, boolean given) throws ErrnoException {
        byte[] pem = pem(PUBLIC, verifier.info());
        String name = file.getFileName().toString();
        if (read(directory, file, false)
                .filter(there -> Arrays.equals(there, pem))
                .isPresent()) {
            return;
        }
        try {
            OwnedFiles.replace(directory, name, name + ".new", pem, PUBLIC_MODE);
        } catch (ErrnoException e) {
            if (!given) {
                throw e;
            }
            System.getLogger(CheckpointKey.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot write " + file + ": " + Refusal.why(e));
        }
    }

    private static byte[] make(Fd directory, Path file) throws ErrnoException {
        byte[] seed = new byte[SEED];
        new SecureRandom().nextBytes(seed);
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes(INFO);
        info.writeBytes(seed);
        String name = file.getFileName().toString();
        OwnedFiles.replace(directory, name, name + ".new", pem(PRIVATE, info.toByteArray()), PRIVATE_MODE);
        return info.toByteArray();
    }

    private static Optional<byte[]> read(Fd directory, Path file, boolean secret) throws ErrnoException {
        try (Fd opened = OwnedFiles.openIn(directory, file.getFileName().toString(), Descriptors.O_RDONLY, 0)) {
            FileStat status = OwnedFiles.status(opened);
            if (!status.isRegular() || status.size() > MAX_BYTES) {
                throw refusal(file, "it is no file of a key");
            }
            if (secret && (status.uid() != Descriptors.effectiveUserId() || status.isOpenToOthers())) {
                throw refusal(file, "it belongs to another user, or is open to group or others");
            }
            ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
            while (OwnedFiles.readAt(opened, content, content.position()) > 0) {
                // Until its end.
            }
            return Optional.of(Arrays.copyOf(content.array(), content.position()));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static byte[] decode(byte[] pem, String label, Path file) {
        String text = new String(pem, StandardCharsets.ISO_8859_1).strip();
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        if (text.startsWith(begin) && text.endsWith(end) && text.length() > begin.length() + end.length()) {
            try {
                return Base64.getDecoder()
                        .decode(text.substring(begin.length(), text.length() - end.length())
                                .replaceAll("\\s", ""));
            } catch (IllegalArgumentException e) {
                throw new ImmureException(fault(file, "it is not base64"), e);
            }
        }
        throw refusal(file, "it is not one PEM block \"" + label + "\"");
    }

    private static byte[] pem(String label, byte[] content) {
        String base64 = Base64.getEncoder().encodeToString(content);
        return ("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The JDK has no way from a private key to its public one but to make a pair of a given seed (RFC 8032, 5.1.5). */
    private static NoteKey verifier(byte[] info, Path file) {
        if (info.length != INFO.length + SEED || !Arrays.equals(info, 0, INFO.length, INFO, 0, INFO.length)) {
            throw refusal(file, "it is no Ed25519 key in the form of RFC 8410");
        }
        try {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
            pairs.initialize(NamedParameterSpec.ED25519, new Seed(Arrays.copyOfRange(info, INFO.length, info.length)));
            NoteKey key = NoteKey.ofInfo(pairs.generateKeyPair().getPublic().getEncoded());
            byte[] probe = {1};
            if (!key.verifies(probe, sign(info, probe))) {
                throw refusal(file, "the Java runtime makes no pair of it");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ImmureException(fault(file, "the Java runtime cannot use it: " + e.getMessage()), e);
        }
    }

    private static byte[] sign(byte[] info, byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(info)));
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the JDK signs with Ed25519 (JEP 339)", e);
        }
    }

    /** Gives one seed, once. */
    private static final class Seed extends SecureRandom {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // never serialized
        private final byte[] seed;

        Seed(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }

    private static ImmureException refusal(Path file, String why) {
        return new ImmureException(fault(file, why));
    }

    private static Fault fault(Path file, String why) {
        return new Fault(
                AuditFault.KEY,
                "cannot use the key of checkpoints",
                file.toString(),
                why,
                "Give an Ed25519 key in PEM (openssl genpkey -algorithm ed25519), a private one of your own with mode 0600");
    }
}
