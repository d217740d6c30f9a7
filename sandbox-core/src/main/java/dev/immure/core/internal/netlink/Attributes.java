package dev.immure.core.internal.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The attributes of a message or of a nest, by type; of a type that comes twice, the last. */
final class Attributes {
    private static final int TYPE = 0x3fff;

    private final Map<Integer, byte[]> values;

    private Attributes(Map<Integer, byte[]> values) {
        this.values = values;
    }

    /** @throws NetlinkException EPROTO, when a length does not fit */
    static Attributes parse(byte[] content) throws NetlinkException {
        Map<Integer, byte[]> values = new LinkedHashMap<>();
        ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() >= 4) {
            int start = in.position();
            int length = Short.toUnsignedInt(in.getShort());
            int type = Short.toUnsignedInt(in.getShort()) & TYPE;
            if (length < 4 || length > content.length - start) {
                throw NetlinkMessage.malformed("an attribute of " + length + " bytes");
            }
            values.put(type, Arrays.copyOfRange(content, start + 4, start + length));
            in.position(Math.min(content.length, start + (length + 3 & ~3)));
        }
        return new Attributes(values);
    }

    Optional<byte[]> bytes(int type) {
        return Optional.ofNullable(values.get(type));
    }

    /** Up to the first NUL. */
    Optional<String> text(int type) {
        return bytes(type).map(bytes -> new String(bytes, StandardCharsets.UTF_8).split("\0", 2)[0]);
    }

    Optional<Attributes> nest(int type) throws NetlinkException {
        byte[] content = values.get(type);
        return content == null ? Optional.empty() : Optional.of(parse(content));
    }

    /** A number of four bytes in the host's order; empty when it is not there or has another length. */
    Optional<Integer> hostInt(int type) {
        return bytes(type)
                .filter(bytes -> bytes.length == 4)
                .map(bytes ->
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    /** A number of four bytes, most significant first; empty when it is not there or has another length. */
    Optional<Integer> networkInt(int type) {
        return bytes(type)
                .filter(bytes -> bytes.length == 4)
                .map(bytes -> ByteBuffer.wrap(bytes).getInt());
    }

    /** A number of eight bytes, most significant first; empty when it is not there or has another length. */
    Optional<Long> networkLong(int type) {
        return bytes(type)
                .filter(bytes -> bytes.length == 8)
                .map(bytes -> ByteBuffer.wrap(bytes).getLong());
    }
}
