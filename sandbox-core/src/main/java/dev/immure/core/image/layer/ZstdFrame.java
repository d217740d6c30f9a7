package dev.immure.core.image.layer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * One Zstandard frame (RFC 8878) that fills its file, as {@link GzipMember} has it for gzip. The decoder itself refuses
 * windows above 128 MiB (ZSTD_WINDOWLOG_LIMIT_DEFAULT), before it reserves them.
 */
final class ZstdFrame extends InputStream {
    private static final int CHUNK = 1 << 17;

    private final InputStream in;
    private final Digest layer;
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();
    private final byte[] chunk = new byte[CHUNK];
    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();
    private final ByteBuffer output = ByteBuffer.allocateDirect(CHUNK).flip();
    private boolean ended;

    ZstdFrame(InputStream in, Digest layer) {
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
        while (!output.hasRemaining() && !ended) {
            decompress();
        }
        if (!output.hasRemaining()) {
            return length == 0 ? 0 : -1;
        }
        int count = Math.min(length, output.remaining());
        output.get(into, offset, count);
        return count;
    }

    private void decompress() throws IOException {
        if (!input.hasRemaining() && !fill()) {
            throw ImageFault.ZSTD_DATA.at("cannot unpack the layer", layer, "the compressed data ends too early");
        }
        output.clear();
        try {
            ended = context.decompressDirectByteBufferStream(output, input);
        } catch (ZstdException e) {
            throw flaw(e);
        }
        output.flip();
        if (ended && (input.hasRemaining() || fill())) {
            throw ImageFault.ZSTD_TRAILING.at("cannot unpack the layer", layer, "bytes follow its zstd frame");
        }
    }

    private boolean fill() throws IOException {
        int got = in.read(chunk, 0, chunk.length);
        input.clear();
        input.put(chunk, 0, Math.max(0, got)).flip();
        return got > 0;
    }

    private ImmureException flaw(ZstdException e) {
        boolean window = Zstd.getErrorCode(e.getErrorCode()) == Zstd.errFrameParameterWindowTooLarge()
                || e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge();
        ImageFault fault = window ? ImageFault.ZSTD_WINDOW : ImageFault.ZSTD_DATA;
        return fault.at("cannot unpack the layer", layer, String.valueOf(e.getMessage()));
    }

    @Override
    public void close() throws IOException {
        context.close();
        in.close();
    }
}
