package dev.immure.core.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final Frontier TREE = Frontier.EMPTY.plus(TreeHash.leaf(new byte[] {1}));

    private final KeyPair pair = pair();
    private final NoteKey key = NoteKey.ofInfo(pair.getPublic().getEncoded());
    private final Checkpoint checkpoint = Checkpoint.sign(TREE, key, message -> sign(pair, message));

    @Test
    void aCheckpointReadsBackAndIsSigned() {
        Checkpoint read = Checkpoint.parse(bytes(checkpoint.note()));
        assertThat(read).isEqualTo(checkpoint);
        assertThat(read.size()).isEqualTo(1);
        assertThat(read.root()).isEqualTo(TREE.root());
        assertThat(read.isSignedBy(key)).isTrue();
        assertThat(read.isSignedBy(NoteKey.ofInfo(pair().getPublic().getEncoded())))
                .isFalse();
    }

    @Test
    void noByteOfItCanChange() {
        byte[] note = bytes(checkpoint.note());
        for (int i = 0; i < note.length; i++) {
            for (int bit = 1; bit < 0x100; bit <<= 1) {
                byte[] changed = note.clone();
                changed[i] ^= (byte) bit;
                assertThat(holds(changed)).as("byte %d, bit %d", i, bit).isFalse();
            }
        }
    }

    @Test
    void noteCutAnywhereIsRefused() {
        byte[] note = bytes(checkpoint.note());
        for (int length = 0; length < note.length; length++) {
            assertThat(holds(Arrays.copyOf(note, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
    }

    @Test
    void aSignatureOfAWitnessIsPassedOverAndExtensionLinesAreSigned() {
        String witness = "\u2014 witness.example/w AAAAAAAA\n";
        assertThat(Checkpoint.parse(bytes(checkpoint.note() + witness)).isSignedBy(key))
                .isTrue();
        String extended = checkpoint.note().replaceFirst("\n\n", "\nmore\n\n");
        assertThat(Checkpoint.parse(bytes(extended)).isSignedBy(key)).isFalse();
    }

    @Test
    void aSecondSignatureByTheSameKeyMustBeRightToo() {
        String wrong = checkpoint.note().substring(checkpoint.note().indexOf('\u2014'));
        String note = checkpoint.note() + wrong.replaceFirst("[A-Za-z0-9+/]{7}=\n$", "AAAAAAA=\n");
        assertThat(note).isNotEqualTo(checkpoint.note() + wrong);
        assertThat(Checkpoint.parse(bytes(note)).isSignedBy(key)).isFalse();
    }

    @Test
    void whatIsNoCheckpointIsRefusedInWords() {
        for (String bad : new String[] {
            "",
            "\n",
            "a\n1\n\n",
            checkpoint.note().replace("\n1\n", "\n01\n"),
            checkpoint.note() + "\n",
            "x".repeat(20_000)
        }) {
            assertThatThrownBy(() -> Checkpoint.parse(bytes(bad))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Checkpoint.parse(new byte[] {(byte) 0xff}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NoteKey.ofInfo(new byte[44])).isInstanceOf(IllegalArgumentException.class);
    }

    private boolean holds(byte[] note) {
        try {
            Checkpoint read = Checkpoint.parse(note);
            return read.size() == 1 && read.root().equals(TREE.root()) && read.isSignedBy(key);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sign(KeyPair pair, byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
