package dev.immure.core.image.layer;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One gzip member (RFC 1952) that fills its file: what follows it, be it a second member, is refused. Readers disagree
 * about those (skopeo and podman unpack only the first of two), so the same digest would mean two trees. Optional header
 * fields are skipped; they are covered by the blob's digest.
 */
final class GzipMember extends InputStream {
    private static final int INPUT = 1 << 16;
    private static final int FHCRC = 0x02;
    private static final int FEXTRA = 0x04;
    private static final int FNAME = 0x08;
    private static final int FCOMMENT = 0x10;
    private static final int RESERVED = 0xe0;
    private static final int MAX_TEXT = 4096;

    private final InputStream in;
    private final Digest layer;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] input = new byte[INPUT];
    private int position;
    private int limit;
    private boolean started;
    private boolean ended;

    GzipMember(InputStream in, Digest layer) {
        this.in = in;
        this.layer = layer;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!started) {
            started = true;
            readHeader();
        }
        int got = ended ? 0 : inflate(into, offset, length);
        if (got == 0) {
            return -1;
        }
        checksum.update(into, offset, got);
        return got;
    }

    /** 0 only at the end of the member, after its trailer was found right. */
    private int inflate(byte[] into, int offset, int length) throws IOException {
        try {
            int got = inflater.inflate(into, offset, length);
            while (got == 0) {
                if (inflater.finished()) {
                    position = limit - inflater.getRemaining();
                    readTrailer();
                    return 0;
                }
                if (inflater.needsDictionary() || (position == limit && !fill())) {
                    throw data("the compressed data ends too early");
                }
                inflater.setInput(input, position, limit - position);
                position = limit;
                got = inflater.inflate(into, offset, length);
            }
            return got;
        } catch (DataFormatException e) {
            throw data(String.valueOf(e.getMessage()));
        }
    }

    private void readHeader() throws IOException {
        CRC32 header = new CRC32();
        int magic = octet(header) | octet(header) << 8;
        int method = octet(header);
        int flags = octet(header);
        if (magic != 0x8b1f || method != 8 || (flags & RESERVED) != 0) {
            throw header("it does not start as a gzip member (RFC 1952, section 2.3)");
        }
        for (int i = 0; i < 6; i++) {
            octet(header);
        }
        if ((flags & FEXTRA) != 0) {
            for (int left = octet(header) | octet(header) << 8; left > 0; left--) {
                octet(header);
            }
        }
        if ((flags & FNAME) != 0) {
            skipText(header);
        }
        if ((flags & FCOMMENT) != 0) {
            skipText(header);
        }
        int computed = (int) header.getValue() & 0xffff;
        if ((flags & FHCRC) != 0 && (octet(header) | octet(header) << 8) != computed) {
            throw ImageFault.GZIP_CHECKSUM.at("cannot unpack the layer", layer, "the CRC of its gzip header is wrong");
        }
    }

    private void skipText(CRC32 header) throws IOException {
        int length = 0;
        while (octet(header) != 0) {
            if (++length > MAX_TEXT) {
                throw header("a text in its gzip header is longer than " + MAX_TEXT);
            }
        }
    }

    private void readTrailer() throws IOException {
        ended = true;
        CRC32 ignored = new CRC32();
        long crc = number(ignored);
        long size = number(ignored);
        if (crc != checksum.getValue() || size != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw ImageFault.GZIP_CHECKSUM.at(
                    "cannot unpack the layer", layer, "its gzip trailer does not fit its data");
        }
        if (position < limit || fill()) {
            int next = input[position] & 0xff;
            ImageFault fault = next == 0x1f ? ImageFault.GZIP_SECOND_MEMBER : ImageFault.GZIP_TRAILING;
            throw fault.at("cannot unpack the layer", layer, "bytes follow its gzip member");
        }
    }

    private long number(CRC32 crc) throws IOException {
        return octet(crc) | octet(crc) << 8 | octet(crc) << 16 | (long) octet(crc) << 24;
    }

    private int octet(CRC32 crc) throws IOException {
        if (position == limit && !fill()) {
            throw header("it ends within its gzip header or trailer");
        }
        int octet = input[position++] & 0xff;
        crc.update(octet);
        return octet;
    }

    private boolean fill() throws IOException {
        int got = in.read(input, 0, input.length);
        position = 0;
        limit = Math.max(0, got);
        return got > 0;
    }

    private ImmureException header(String why) {
        return ImageFault.GZIP_HEADER.at("cannot unpack the layer", layer, why);
    }

    private ImmureException data(String why) {
        return ImageFault.GZIP_DATA.at("cannot unpack the layer", layer, why);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
