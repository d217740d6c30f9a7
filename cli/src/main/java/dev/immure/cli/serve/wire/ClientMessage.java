package dev.immure.cli.serve.wire;

import dev.immure.core.ImmureException;
import dev.immure.core.plan.WindowSize;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the native client says; docs/client.md has the bytes. */
public sealed interface ClientMessage {
    /** Of the header and of what it describes; the client sends what is longer to the JVM. */
    int MOST_BYTES = 136 * 1024;

    /** Directory, standard input, output and error. */
    int DESCRIPTORS = 4;

    /** The first one: a command, and all that it may mean. */
    record Hello(
            WindowSize window,
            boolean inputIsTerminal,
            boolean inputIsPaused,
            boolean isSudo,
            Surroundings surroundings,
            String directory,
            List<String> arguments)
            implements ClientMessage {
        private static final int MOST_ARGUMENTS = 65_536;

        public Hello {
            Objects.requireNonNull(window, "window is null");
            Objects.requireNonNull(surroundings, "surroundings is null");
            arguments = List.copyOf(arguments);
            // getcwd(2) puts "(unreachable)" in front of what the root directory does not lead to.
            if (!directory.startsWith("/") || directory.indexOf('\0') >= 0) {
                throw WireFault.malformed("its directory is no absolute path");
            }
        }
    }

    /**
     * What was asked for.
     *
     * @param value empty when it is not set
     */
    record Variable(Optional<String> value) implements ClientMessage {
        public Variable {
            Objects.requireNonNull(value, "value is null");
        }
    }

    /** A signal that was sent to the client, to end the run: SIGHUP, SIGINT, SIGQUIT or SIGTERM (signal(7)). */
    record Signal(int number) implements ClientMessage {
        public Signal {
            if (number != 1 && number != 2 && number != 3 && number != 15) {
                throw WireFault.malformed("signal " + number + " is none that ends a run");
            }
        }
    }

    /** The window of its terminal has another size. */
    record Window(WindowSize size) implements ClientMessage {
        public Window {
            Objects.requireNonNull(size, "size is null");
        }
    }

    /** Whether what is typed is for somebody else just now. */
    record Input(boolean paused) implements ClientMessage {}

    /**
     * Reads one message.
     *
     * @throws ImmureException with {@link WireFault#MESSAGE}
     */
    static ClientMessage parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length > MOST_BYTES) {
            throw WireFault.malformed("it has " + bytes.length + " bytes");
        }
        try {
            if (in.getShort() != ServiceMessage.VERSION) {
                throw WireFault.malformed("it is of another version");
            }
            short type = in.getShort();
            int number = in.getInt();
            ClientMessage message = switch (type) {
                case 1 -> hello(in, number);
                case 2 -> variable(in, number);
                case 3 -> new Signal(number);
                case 4 -> new Window(window(in));
                case 5 -> new Input(flag(number));
                default -> throw WireFault.malformed("there is no message " + type);
            };
            if (in.hasRemaining()) {
                throw WireFault.malformed("something follows it");
            }
            return message;
        } catch (BufferUnderflowException e) {
            throw WireFault.malformed("it is cut off");
        }
    }

    private static Hello hello(ByteBuffer in, int count) {
        WindowSize window = window(in);
        int flags = in.getInt();
        if ((flags & ~0x1f) != 0) {
            throw WireFault.malformed("it has a flag that is unknown");
        }
        Surroundings surroundings =
                new Surroundings(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        int length = in.getInt();
        if (in.getInt() != 0 || length < 0 || length > in.remaining()) {
            throw WireFault.malformed("its directory is longer than itself");
        }
        String directory = text(in, length);
        if (count < 0 || count > Hello.MOST_ARGUMENTS) {
            throw WireFault.malformed("it has " + count + " arguments");
        }
        return new Hello(
                window,
                (flags & 1) != 0,
                (flags & 8) != 0,
                (flags & 16) != 0,
                surroundings,
                directory,
                arguments(in, count));
    }

    /** Each ends with a NUL, as execve(2) has them. */
    private static List<String> arguments(ByteBuffer in, int count) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int end = in.position();
            while (end < in.limit() && in.get(end) != 0) {
                end++;
            }
            if (end == in.limit()) {
                throw WireFault.malformed("an argument has no end");
            }
            arguments.add(text(in, end - in.position()));
            in.get();
        }
        return arguments;
    }

    private static Variable variable(ByteBuffer in, int number) {
        return switch (number) {
            case 0 -> new Variable(Optional.empty());
            case 1 -> new Variable(Optional.of(text(in, in.remaining())));
            default -> throw WireFault.malformed("a variable is longer than the kernel passes on");
        };
    }

    private static WindowSize window(ByteBuffer in) {
        return new WindowSize(Short.toUnsignedInt(in.getShort()), Short.toUnsignedInt(in.getShort()));
    }

    private static boolean flag(int number) {
        if (number != 0 && number != 1) {
            throw WireFault.malformed("it says neither yes nor no");
        }
        return number == 1;
    }

    private static String text(ByteBuffer in, int length) {
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw WireFault.malformed("it is not UTF-8");
        }
    }
}
