package dev.immure.signing.testing.sigstore;

import static dev.immure.signing.testing.sigstore.JsonTree.base64;
import static dev.immure.signing.testing.sigstore.JsonTree.list;
import static dev.immure.signing.testing.sigstore.JsonTree.map;

import dev.immure.core.image.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A transparency log as Rekor is one: a Merkle tree by the recursive definition of RFC 6962, 2.1, and a key. */
public final class TestLog {
    private final String name;
    private final TestParty key;
    private final List<byte[]> leaves = new ArrayList<>();

    public TestLog(String name, TestParty key) {
        this.name = name;
        this.key = key;
        // So that a proof is longer than nothing, and no tree is a full one.
        for (String other : List.of("a", "b", "c")) {
            leaves.add(other.getBytes(StandardCharsets.US_ASCII));
        }
    }

    public TestParty key() {
        return key;
    }

    public String name() {
        return name;
    }

    /** SHA-256 of the key; for Ed25519, of the name and the key (C2SP, signed-note.md). */
    public byte[] id() {
        if (!key.algorithm().equals("Ed25519")) {
            return key.id();
        }
        MessageDigest hash = Digest.sha256();
        hash.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        hash.update((byte) 1);
        byte[] encoded = key.publicKey();
        return hash.digest(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    /** Takes an entry in, and gives it back as a bundle has it, proof and all; with a promise when a time is given. */
    public Map<String, Object> append(String kind, String version, byte[] body, Instant integrated) {
        leaves.add(body);
        leaves.add("d".getBytes(StandardCharsets.US_ASCII));
        int index = leaves.size() - 2;
        Map<String, Object> entry = unproven(kind, version, body, index, integrated);
        entry.put("inclusionProof", proof(index));
        return entry;
    }

    private Map<String, Object> unproven(String kind, String version, byte[] body, int index, Instant integrated) {
        Map<String, Object> entry = map(
                "logIndex", String.valueOf(index),
                "logId", map("keyId", base64(id())),
                "kindVersion", map("kind", kind, "version", version),
                "canonicalizedBody", base64(body));
        if (!integrated.equals(Instant.EPOCH)) {
            entry.put("integratedTime", String.valueOf(integrated.getEpochSecond()));
            entry.put(
                    "inclusionPromise",
                    map("signedEntryTimestamp", base64(promise(body, integrated.getEpochSecond(), index))));
        }
        return entry;
    }

    /** The log's signature over an entry and its time. */
    public byte[] promise(byte[] body, long seconds, int index) {
        String canonical = "{\"body\":\"" + base64(body) + "\",\"integratedTime\":" + seconds + ",\"logID\":\""
                + HexFormat.of().formatHex(id()) + "\",\"logIndex\":" + index + "}";
        return key.sign(canonical.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> proof(int index) {
        byte[] root = root(leaves);
        List<Object> hashes = list();
        path(index, leaves).forEach(hash -> hashes.add(base64(hash)));
        return map(
                "logIndex", String.valueOf(index),
                "rootHash", base64(root),
                "treeSize", String.valueOf(leaves.size()),
                "hashes", hashes,
                "checkpoint", map("envelope", checkpoint(leaves.size(), root)));
    }

    /** A signed checkpoint of any tree. */
    public String checkpoint(long size, byte[] root) {
        return note(name + "\n" + size + "\n" + base64(root) + "\n");
    }

    /** A signed note with any text. */
    public String note(String text) {
        byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
        byte[] hinted = Arrays.copyOf(id(), 4 + signature.length);
        System.arraycopy(signature, 0, hinted, 4, signature.length);
        return text + "\n\u2014 " + name + " " + base64(hinted) + "\n";
    }

    /** The root of the tree with these leaves. */
    public static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return hash(0, leaves.getFirst());
        }
        int split = split(leaves.size());
        return hash(1, root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
    }

    /** The path of a leaf, from below (RFC 6962, 2.1.1). */
    public static List<byte[]> path(int index, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return new ArrayList<>();
        }
        int split = split(leaves.size());
        List<byte[]> left = leaves.subList(0, split);
        List<byte[]> right = leaves.subList(split, leaves.size());
        List<byte[]> path = index < split ? path(index, left) : path(index - split, right);
        path.add(root(index < split ? right : left));
        return path;
    }

    /** The largest power of two below the size. */
    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static byte[] hash(int prefix, byte[]... parts) {
        MessageDigest hash = Digest.sha256();
        hash.update((byte) prefix);
        for (byte[] part : parts) {
            hash.update(part);
        }
        return hash.digest();
    }
}
