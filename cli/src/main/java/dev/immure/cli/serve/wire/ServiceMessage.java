package dev.immure.cli.serve.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What the service says to the native client. */
public sealed interface ServiceMessage {
    short VERSION = 1;

    /** The command is none that the service carries out: the client executes the Java program. */
    record NotHere() implements ServiceMessage {}

    /** From now on the command is the service's, and nobody else's. */
    record Here() implements ServiceMessage {}

    /** The value of one environment variable is needed. */
    record WantVariable(String name) implements ServiceMessage {
        private static final int MOST_BYTES = 4096;

        public WantVariable {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not the name of a variable");
            }
        }

        /** No program was ever started with one as long (execve(2)), or it is nothing that Immure asks for. */
        static boolean canBeAsked(String name) {
            return !name.isEmpty()
                    && name.indexOf('=') < 0
                    && name.indexOf('\0') < 0
                    && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
        }
    }

    /** Keys are to come as they are typed. */
    record Raw() implements ServiceMessage {}

    /** The terminal is to be as it was. */
    record Restore() implements ServiceMessage {}

    /** The command has ended, and everything that it wrote is written. */
    record Exit(int status) implements ServiceMessage {
        public Exit {
            if (status < 0 || status > 255) {
                throw new IllegalArgumentException("no exit status: " + status);
            }
        }
    }

    /** As bytes: version, type, number, text. */
    default byte[] encode() {
        return switch (this) {
            case NotHere ignored -> bytes(1, 0, "");
            case Here ignored -> bytes(2, 0, "");
            case WantVariable wanted -> bytes(3, 0, wanted.name());
            case Raw ignored -> bytes(4, 0, "");
            case Restore ignored -> bytes(5, 0, "");
            case Exit exit -> bytes(6, exit.status(), "");
        };
    }

    private static byte[] bytes(int type, int number, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + utf8.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(VERSION)
                .putShort((short) type)
                .putInt(number)
                .put(utf8)
                .array();
    }
}
