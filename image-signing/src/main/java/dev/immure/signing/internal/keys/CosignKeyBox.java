package dev.immure.signing.internal.keys;

import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * The key file that `cosign generate-key-pair` writes: JSON with a PKCS#8 key in a NaCl secretbox (XSalsa20 and
 * Poly1305) under a key that scrypt makes from the password (go-securesystemslib, package encrypted).
 */
final class CosignKeyBox {
    private static final JsonLimits LIMITS = new JsonLimits(64 << 10, 8, 100);
    private static final int KEY = 32;
    private static final int NONCE = 24;
    private static final int TAG = 16;
    /** N·r; scrypt takes 128 times as many bytes (RFC 7914, 6). cosign writes N 32768 or 65536, r 8, p 1. */
    private static final long MAX_COST = 8L << 20;

    private static final long MAX_PARALLEL = 16;

    private final JsonObject json;
    private final String on;

    private CosignKeyBox(JsonObject json, String on) {
        this.json = json;
        this.on = on;
    }

    static PrivateKeyInfo decrypt(byte[] box, String on, Supplier<Optional<char[]>> password) {
        try {
            return new CosignKeyBox(StrictJson.parseObject(box, LIMITS), on).decrypt(password);
        } catch (JsonException e) {
            throw malformed(on, e.why());
        }
    }

    private PrivateKeyInfo decrypt(Supplier<Optional<char[]>> password) throws JsonException {
        JsonObject kdf = named(json.requireObject("kdf"), "scrypt");
        JsonObject cipher = named(json.requireObject("cipher"), "nacl/secretbox");
        byte[] nonce = base64(cipher, "nonce");
        byte[] sealed = base64(json, "ciphertext");
        if (nonce.length != NONCE || sealed.length < TAG) {
            throw malformed(on, "its nonce or ciphertext has the wrong length");
        }
        byte[] key = key(kdf, password);
        try {
            return PrivateKeyInfo.getInstance(
                    open(sealed, nonce, key).orElseThrow(() -> KeyFaults.password(on, "the password does not fit")));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private byte[] key(JsonObject kdf, Supplier<Optional<char[]>> password) throws JsonException {
        JsonObject cost = kdf.requireObject("params");
        long n = cost.requireLong("N");
        long r = cost.requireLong("r");
        long p = cost.requireLong("p");
        boolean modest = n > 1 && Long.bitCount(n) == 1 && r > 0 && n <= MAX_COST && r <= MAX_COST / n;
        if (!modest || p < 1 || p > MAX_PARALLEL) {
            throw KeyFaults.kind(on, "its key derivation is dearer than any in use");
        }
        byte[] salt = base64(kdf, "salt");
        byte[] secret = utf8(password.get().orElseThrow(() -> KeyFaults.password(on, "it is encrypted")));
        byte[] key = SCrypt.generate(secret, salt, (int) n, (int) r, (int) p, KEY);
        Arrays.fill(secret, (byte) 0);
        return key;
    }

    private static byte[] utf8(char[] chars) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(chars));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        encoded.rewind();
        encoded.put(new byte[bytes.length]);
        Arrays.fill(chars, '\0');
        return bytes;
    }

    /** crypto_secretbox_open: the first block of key stream keys the authenticator, the rest is the cipher. */
    private static Optional<byte[]> open(byte[] sealed, byte[] nonce, byte[] key) {
        XSalsa20Engine cipher = new XSalsa20Engine();
        cipher.init(false, new ParametersWithIV(new KeyParameter(key), nonce));
        byte[] macKey = new byte[KEY];
        cipher.processBytes(macKey, 0, KEY, macKey, 0);
        Poly1305 mac = new Poly1305();
        mac.init(new KeyParameter(macKey));
        mac.update(sealed, TAG, sealed.length - TAG);
        byte[] tag = new byte[TAG];
        mac.doFinal(tag, 0);
        if (!MessageDigest.isEqual(tag, Arrays.copyOf(sealed, TAG))) {
            return Optional.empty();
        }
        byte[] plain = new byte[sealed.length - TAG];
        cipher.processBytes(sealed, TAG, plain.length, plain, 0);
        return Optional.of(plain);
    }

    private JsonObject named(JsonObject scheme, String name) throws JsonException {
        if (!scheme.requireString("name").equals(name)) {
            throw malformed(on, "one of its schemes is not " + name);
        }
        return scheme;
    }

    private byte[] base64(JsonObject object, String name) throws JsonException {
        try {
            return Base64.getDecoder().decode(object.requireString(name));
        } catch (IllegalArgumentException e) {
            throw malformed(on, "\"" + name + "\" is not base64");
        }
    }

    private static ImmureException malformed(String on, String why) {
        return KeyFaults.malformed(on, "it is not a cosign key: " + why);
    }
}
