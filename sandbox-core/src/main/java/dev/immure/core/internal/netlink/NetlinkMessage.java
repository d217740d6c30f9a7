package dev.immure.core.internal.netlink;

import dev.immure.core.internal.kernel.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One message as received. The bytes come from the kernel; they are checked all the same, since a length that is believed
 * is how such readers break.
 */
public final class NetlinkMessage {
    static final int ERROR = 2;
    static final int DONE = 3;

    /** NLM_F_CAPPED and NLM_F_ACK_TLVS of linux/netlink.h: flags of an answer. */
    private static final int CAPPED = 0x100;

    private static final int ACK_ATTRIBUTES = 0x200;
    private static final int ACK_TEXT = 1;

    private final int type;
    private final int flags;
    private final int sequence;
    private final byte[] payload;

    private NetlinkMessage(int type, int flags, int sequence, byte[] payload) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.payload = payload;
    }

    /**
     * All messages of one datagram.
     *
     * @throws NetlinkException EPROTO, when a length does not fit
     */
    static List<NetlinkMessage> parse(byte[] datagram) throws NetlinkException {
        List<NetlinkMessage> messages = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() >= MessageWriter.HEADER) {
            int start = in.position();
            int length = in.getInt();
            int type = Short.toUnsignedInt(in.getShort());
            int flags = Short.toUnsignedInt(in.getShort());
            int sequence = in.getInt();
            if (length < MessageWriter.HEADER || length > datagram.length - start) {
                throw malformed("a message of " + length + " bytes");
            }
            byte[] payload = Arrays.copyOfRange(datagram, start + MessageWriter.HEADER, start + length);
            messages.add(new NetlinkMessage(type, flags, sequence, payload));
            in.position(Math.min(datagram.length, start + (length + 3 & ~3)));
        }
        if (in.hasRemaining()) {
            throw malformed(in.remaining() + " bytes at the end");
        }
        return messages;
    }

    int type() {
        return type;
    }

    int sequence() {
        return sequence;
    }

    /** What follows the header, from {@code offset}: a number in the host's order. */
    int field(int offset) throws NetlinkException {
        if (offset < 0 || offset + 4 > payload.length) {
            throw malformed("a payload of " + payload.length + " bytes");
        }
        return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }

    /** @param fixed how long the part before the attributes is */
    Attributes attributes(int fixed) throws NetlinkException {
        if (fixed > payload.length) {
            throw malformed("a payload of " + payload.length + " bytes");
        }
        return Attributes.parse(Arrays.copyOfRange(payload, fixed, payload.length));
    }

    /** Of an answer: 0 when the request was carried out. */
    int errno() throws NetlinkException {
        return -field(0);
    }

    /** Of an answer: what the kernel says in words. */
    Optional<String> text() throws NetlinkException {
        if ((flags & ACK_ATTRIBUTES) == 0) {
            return Optional.empty();
        }
        // The errno, the request's header, and unless it is capped the whole request.
        int request = (flags & CAPPED) != 0 ? MessageWriter.HEADER : field(4) + 3 & ~3;
        if (request < MessageWriter.HEADER || request > payload.length - 4) {
            throw malformed("an answer to " + request + " bytes");
        }
        return attributes(4 + request)
                .bytes(ACK_TEXT)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).replace("\0", ""));
    }

    static NetlinkException malformed(String what) {
        return new NetlinkException("read an answer", Errno.EPROTO, "the kernel sent " + what);
    }
}
