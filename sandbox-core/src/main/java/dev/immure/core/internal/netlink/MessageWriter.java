package dev.immure.core.internal.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes one netlink message (netlink(7)): the header, a fixed part, then attributes of type, length and value, each
 * padded to four bytes. Numbers are in the host's order, little-endian; those that go over the wire as they are have
 * methods of their own. Bounded: a message of ours is never longer than {@link #MAX_BYTES}.
 */
public final class MessageWriter {
    /** The longest rule of ours takes a tenth of it. */
    static final int MAX_BYTES = 8192;

    static final int HEADER = 16;

    private static final int NLA_F_NESTED = 0x8000;
    private static final int REQUEST = 0x1;
    private static final int ACK = 0x4;

    private final ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** @param flags besides NLM_F_REQUEST */
    public MessageWriter(int type, int flags) {
        bytes.putInt(0)
                .putShort((short) type)
                .putShort((short) (flags | REQUEST))
                .putInt(0)
                .putInt(0);
    }

    /** A field of the fixed part. */
    public MessageWriter u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    /** A field of the fixed part. */
    public MessageWriter u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    /** A field of the fixed part. */
    public MessageWriter u32(long value) {
        bytes.putInt((int) value);
        return this;
    }

    /** A field of the fixed part, most significant byte first. */
    public MessageWriter be16(int value) {
        bytes.putShort(Short.reverseBytes((short) value));
        return this;
    }

    /** An attribute of any bytes. */
    public MessageWriter bytes(int type, byte[] value) {
        bytes.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        return pad();
    }

    /** An attribute with a NUL at its end. */
    public MessageWriter text(int type, String value) {
        byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
        return bytes(type, Arrays.copyOf(ascii, ascii.length + 1));
    }

    /** An attribute of one byte. */
    public MessageWriter byteOf(int type, int value) {
        return bytes(type, new byte[] {(byte) value});
    }

    /** An attribute of four bytes in the host's order. */
    public MessageWriter intOf(int type, long value) {
        return bytes(
                type, number(4, ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
    }

    /** An attribute of eight bytes in the host's order. */
    public MessageWriter longOf(int type, long value) {
        return bytes(type, number(8, ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    /** An attribute of two bytes, most significant first. */
    public MessageWriter networkShort(int type, int value) {
        return bytes(
                type, number(2, ByteOrder.BIG_ENDIAN).putShort((short) value).array());
    }

    /** An attribute of four bytes, most significant first: nf_tables wants all its numbers so. */
    public MessageWriter networkInt(int type, long value) {
        return bytes(type, number(4, ByteOrder.BIG_ENDIAN).putInt((int) value).array());
    }

    /** An attribute of eight bytes, most significant first. */
    public MessageWriter networkLong(int type, long value) {
        return bytes(type, number(8, ByteOrder.BIG_ENDIAN).putLong(value).array());
    }

    /** An attribute that holds what {@code content} writes. */
    public MessageWriter nest(int type, Consumer<MessageWriter> content) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) (type | NLA_F_NESTED));
        content.accept(this);
        bytes.putShort(start, (short) (bytes.position() - start));
        return this;
    }

    /** The message with its length and number. */
    byte[] toBytes(int sequence, boolean acknowledged) {
        byte[] message = Arrays.copyOf(bytes.array(), bytes.position());
        ByteBuffer header = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, message.length).putInt(8, sequence);
        if (acknowledged) {
            header.putShort(6, (short) (header.getShort(6) | ACK));
        }
        return message;
    }

    private MessageWriter pad() {
        while (bytes.position() % 4 != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    private static ByteBuffer number(int size, ByteOrder order) {
        return ByteBuffer.allocate(size).order(order);
    }
}
