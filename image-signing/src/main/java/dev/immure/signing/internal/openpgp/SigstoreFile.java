package dev.immure.signing.internal.openpgp;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.fault.OpenPgpFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The file format of containers/image for what cosign signed. */
final class SigstoreFile {
    private static final byte[] HEADER = "\0sigstore-json\n".getBytes(StandardCharsets.US_ASCII);
    private static final JsonLimits LIMITS = new JsonLimits(LooseSignature.MAX_FILE, 4, 200);

    private SigstoreFile() {}

    static LooseSignature parse(byte[] file) throws OpenPgpException {
        if (file.length > LooseSignature.MAX_FILE) {
            throw new OpenPgpException(
                    OpenPgpFault.LIMIT, "it has " + file.length + " bytes, more than " + LooseSignature.MAX_FILE);
        }
        if (file.length > 0 && (file[0] & 0x80) != 0) {
            return new LooseSignature.OpenPgp(new LooseSignature.Octets(file.clone()));
        }
        if (file.length < HEADER.length || !Arrays.equals(HEADER, Arrays.copyOf(file, HEADER.length))) {
            throw new OpenPgpException(OpenPgpFault.UNSUPPORTED, "it is neither an OpenPGP message nor sigstore-json");
        }
        try {
            return of(StrictJson.parseObject(Arrays.copyOfRange(file, HEADER.length, file.length), LIMITS));
        } catch (JsonException e) {
            throw OpenPgpException.packet("its JSON is not what containers/image writes: " + e.why());
        }
    }

    private static LooseSignature of(JsonObject json) throws JsonException {
        for (String name : json.members().keySet()) {
            if (!name.equals("mimeType") && !name.equals("payload") && !name.equals("annotations")) {
                throw new JsonException(Flaw.TYPE, "\"" + name + "\" is not a member that is known here");
            }
        }
        try {
            byte[] payload = Base64.getDecoder().decode(json.requireString("payload"));
            return new LooseSignature.Sigstore(
                    json.requireString("mimeType"), new LooseSignature.Octets(payload), json.stringMap("annotations"));
        } catch (IllegalArgumentException e) {
            throw new JsonException(Flaw.TYPE, "\"payload\" is not base64");
        }
    }
}
