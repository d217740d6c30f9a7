package dev.immure.policy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Archives with an extra field (APPNOTE.TXT 4.5). */
final class ZipFields {
    private ZipFields() {}

    /** The same archive, with a field at the entry of this name. */
    static byte[] with(byte[] archive, String name, int id, byte[] value) {
        byte[] field = ByteBuffer.allocate(4 + value.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) id)
                .putShort((short) value.length)
                .put(value)
                .array();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(archive));
                ZipOutputStream to = new ZipOutputStream(out)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                ZipEntry copy = new ZipEntry(entry.getName());
                if (entry.getName().equals(name)) {
                    copy.setExtra(field);
                }
                to.putNextEntry(copy);
                from.transferTo(to);
                to.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
