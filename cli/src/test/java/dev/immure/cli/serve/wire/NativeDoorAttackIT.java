package dev.immure.cli.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.serve.ServeSettings;
import dev.immure.cli.serve.Service;
import dev.immure.core.ImmureException;
import dev.immure.socket.RawClient;
import dev.immure.socket.RawClient.Passed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that connect to the native door and are no clients; whatever they do, the next client is served. */
@Timeout(120)
class NativeDoorAttackIT {
    private static final int NOT_HERE = 1;
    private static final int HERE = 2;
    private static final int EXIT = 6;

    @TempDir
    private Path directory;

    private Path socket;
    private Service service;
    private int before;
    private final AtomicInteger carriedOut = new AtomicInteger();
    private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws IOException {
        Path folder = Files.createDirectory(
                directory.resolve("sockets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        socket = folder.resolve("client.sock");
        service = Service.of(ServeSettings.defaults());
        service.add(new NativeDoor(
                socket,
                (arguments, console, caller) -> {
                    carriedOut.incrementAndGet();
                    try {
                        return command(arguments[1], console.input(), console.output(), caller.variables()::value);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } finally {
                        ended.add(arguments[1]);
                    }
                },
                service.queue()));
        served();
        before = descriptors();
    }

    private static int command(
            String name, InputStream in, PrintStream out, Function<String, Optional<String>> variables)
            throws IOException {
        switch (name) {
            case "write" -> {
                byte[] chunk = new byte[1 << 16];
                while (!out.checkError()) {
                    out.write(chunk, 0, chunk.length);
                }
            }
            case "read" -> in.transferTo(OutputStream.nullOutputStream());
            case "ask" -> out.println(variables.apply("NAME"));
            case "ask-on" -> {
                for (int asked = 0; asked < 100; asked++) {
                    try {
                        assertThat(variables.apply("NAME" + asked)).isPresent();
                    } catch (ImmureException e) {
                        assertThat(e.fault().code()).isEqualTo(WireFault.VARIABLES);
                        return asked;
                    }
                }
            }
            default -> {}
        }
        return 7;
    }

    @AfterEach
    void close() {
        service.close();
    }

    private static int descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }

    /** What was passed and opened is closed again. */
    private void assertNothingIsLeft() throws Exception {
        while (descriptors() > before) {
            Thread.onSpinWait();
        }
    }

    /** The greeting of an ordinary client of this process. */
    private static byte[] hello(String... arguments) {
        Surroundings here = Surroundings.current();
        byte[] directory = Path.of("").toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(directory);
        for (String argument : arguments) {
            text.writeBytes(argument.getBytes(StandardCharsets.UTF_8));
            text.write(0);
        }
        return ByteBuffer.allocate(64 + text.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(message(1, arguments.length))
                .putLong(0)
                .putLong(here.mount())
                .putLong(here.network())
                .putLong(here.user())
                .putLong(here.rootDevice())
                .putLong(here.rootInode())
                .putInt(directory.length)
                .putInt(0)
                .put(text.toByteArray())
                .array();
    }

    private static byte[] message(int type, int number) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 1)
                .putShort((short) type)
                .putInt(number)
                .array();
    }

    /** Of the next message; 0 at the end. */
    private static int type(RawClient client) throws IOException {
        byte[] bytes = client.receive();
        return bytes.length == 0
                ? 0
                : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(2);
    }

    /** An ordinary client gets its answer. */
    private void served() {
        try (RawClient client = RawClient.connect(socket);
                Streams streams = Streams.ofNull()) {
            client.send(hello("run", "nothing"), streams.four());
            assertThat(type(client)).isEqualTo(HERE);
            assertThat(type(client)).isEqualTo(EXIT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The directory, and /dev/null or what a test puts there. */
    private record Streams(List<Passed> fds) implements AutoCloseable {
        static Streams ofNull() throws IOException {
            return of("/dev/null", "/dev/null");
        }

        static Streams of(String input, String output) throws IOException {
            return new Streams(List.of(
                    Passed.directory(Path.of("").toAbsolutePath().toString()),
                    Passed.open(input),
                    Passed.open(output),
                    Passed.open("/dev/null")));
        }

        List<Passed> four() {
            return fds;
        }

        @Override
        public void close() {
            fds.forEach(Passed::close);
        }
    }

    @Test
    void noiseIsLeftWithoutAnAnswer() throws Exception {
        byte[] hello = hello("run", "nothing");
        List<byte[]> noise = new ArrayList<>();
        for (int length = 1; length < hello.length; length += 3) {
            noise.add(Arrays.copyOf(hello, length));
        }
        noise.add(new byte[200_000 - (1 << 12)]);
        noise.add(message(9, 0));
        noise.add(message(3, 15));
        int done = carriedOut.get();
        for (byte[] bytes : noise) {
            try (RawClient client = RawClient.connect(socket);
                    Streams streams = Streams.ofNull()) {
                client.send(bytes, streams.four());
                assertThat(type(client)).as(bytes.length + " bytes").isZero();
            }
        }
        assertThat(carriedOut).hasValue(done);
        served();
        assertNothingIsLeft();
    }

    @Test
    void moreOrFewerDescriptorsThanAClientPassesAreClosedAndRefused() throws Exception {
        byte[] hello = hello("run", "nothing");
        try (Streams streams = Streams.ofNull()) {
            for (int count : new int[] {0, 1, 3, 5, 8, 253}) {
                try (RawClient client = RawClient.connect(socket)) {
                    client.send(hello, Collections.nCopies(count, streams.four().get(1)));
                    assertThat(type(client)).as(count + " descriptors").isZero();
                }
            }
            try (RawClient client = RawClient.connect(socket)) {
                client.send(hello("run", "ask"), streams.four());
                assertThat(type(client)).isEqualTo(HERE);
                // A later message brings none: it would fill the service's table.
                client.send(message(4, 0), streams.four());
                assertThat(ended.take()).isNotNull();
            }
        }
        served();
        assertNothingIsLeft();
    }

    @Test
    void aDirectoryThatIsAnotherIsNotBelieved() throws Exception {
        try (RawClient client = RawClient.connect(socket);
                Streams streams = Streams.ofNull();
                Passed root = Passed.directory("/")) {
            List<Passed> passed = new ArrayList<>(streams.four());
            passed.set(0, root);
            client.send(hello("run", "nothing"), passed);
            assertThat(type(client)).isEqualTo(NOT_HERE);
        }
        try (RawClient client = RawClient.connect(socket);
                Streams streams = Streams.ofNull()) {
            List<Passed> passed = new ArrayList<>(streams.four());
            passed.set(0, streams.four().get(1));
            client.send(hello("run", "nothing"), passed);
            assertThat(type(client)).isEqualTo(NOT_HERE);
        }
        assertNothingIsLeft();
    }

    /** Each holds a place until it is thrown out for its silence; who finds none is told at once, by the end of the talk. */
    @Test
    void thousandsThatSayNothingKeepNobodyWaiting() throws Exception {
        List<RawClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 2000; i++) {
                silent.add(RawClient.connect(socket));
            }
            try (RawClient client = RawClient.connect(socket);
                    Streams streams = Streams.ofNull()) {
                client.send(hello("run", "nothing"), streams.four());
                assertThat(type(client)).isIn(0, HERE);
            }
        } finally {
            silent.forEach(RawClient::close);
        }
        awaitRoom();
        assertNothingIsLeft();
    }

    private void awaitRoom() throws Exception {
        int type = 0;
        while (type != HERE) {
            try (RawClient client = RawClient.connect(socket);
                    Streams streams = Streams.ofNull()) {
                client.send(hello("run", "nothing"), streams.four());
                type = type(client);
            }
        }
    }

    /** Nobody reads the pipe, and its reader lives on. */
    @Test
    void whoeverWritesToAPipeThatNobodyReadsIsCalledBack() throws Exception {
        List<Passed> pipe = Passed.pipe();
        try (Streams streams = Streams.ofNull()) {
            RawClient client = RawClient.connect(socket);
            List<Passed> passed = new ArrayList<>(streams.four());
            passed.set(2, pipe.get(1));
            client.send(hello("run", "write"), passed);
            assertThat(type(client)).isEqualTo(HERE);
            client.close();
            awaitEnd("write");
        } finally {
            pipe.get(0).close();
            pipe.get(1).close();
        }
        served();
        assertNothingIsLeft();
    }

    private void awaitEnd(String name) throws InterruptedException {
        while (!ended.take().equals(name)) {
            // Another one.
        }
    }

    /** A FIFO that nobody writes to, and one whose other end is a terminal that nobody types at. */
    @Test
    void whoeverReadsWhatNeverComesIsCalledBack() throws Exception {
        List<Passed> pipe = Passed.pipe();
        for (String input : List.of("pipe", "/dev/ptmx")) {
            try (Streams streams = Streams.of(input.equals("pipe") ? "/dev/null" : input, "/dev/null")) {
                RawClient client = RawClient.connect(socket);
                List<Passed> passed = new ArrayList<>(streams.four());
                if (input.equals("pipe")) {
                    passed.set(1, pipe.get(0));
                }
                client.send(hello("run", "read"), passed);
                assertThat(type(client)).isEqualTo(HERE);
                client.close();
                awaitEnd("read");
            }
        }
        pipe.get(0).close();
        pipe.get(1).close();
        served();
        assertNothingIsLeft();
    }

    @Test
    void aQuestionThatIsNotAnsweredEndsWithTheClient() throws Exception {
        try (Streams streams = Streams.ofNull()) {
            RawClient client = RawClient.connect(socket);
            client.send(hello("run", "ask"), streams.four());
            assertThat(type(client)).isEqualTo(HERE);
            assertThat(type(client)).isEqualTo(3);
            client.close();
            awaitEnd("ask");
            RawClient liar = RawClient.connect(socket);
            liar.send(hello("run", "read"), streams.four());
            // The answer to a question that nobody has asked.
            liar.send(message(2, 0), List.of());
            awaitEnd("read");
            liar.close();
        }
        served();
        assertNothingIsLeft();
    }

    /** Two threads, as a session has; a client that greets and says "resize" for ever costs its own time. */
    @Test
    void aFloodOfMessagesIsReadAndForgotten() throws Exception {
        CountDownLatch flooded = new CountDownLatch(1);
        try (Streams streams = Streams.ofNull();
                RawClient client = RawClient.connect(socket)) {
            client.send(hello("run", "ask"), streams.four());
            byte[] window = Arrays.copyOf(message(4, 0), 12);
            for (int i = 0; i < 20_000; i++) {
                client.send(window, List.of());
            }
            flooded.countDown();
            client.send("\1\0\2\0\1\0\0\0value".getBytes(StandardCharsets.ISO_8859_1), List.of());
            assertThat(type(client)).isEqualTo(HERE);
            assertThat(type(client)).isEqualTo(3);
            assertThat(type(client)).isEqualTo(EXIT);
        }
        served();
        assertNothingIsLeft();
    }

    /** Each as long as the kernel lets a variable be (execve(2), MAX_ARG_STRLEN). */
    @Test
    void aClientWhoseVariablesFillTheMemoryIsToldSo() throws Exception {
        try (Streams streams = Streams.ofNull();
                RawClient client = RawClient.connect(socket)) {
            client.send(hello("run", "ask-on"), streams.four());
            assertThat(type(client)).isEqualTo(HERE);
            byte[] value = Arrays.copyOf(message(2, 1), 131_000);
            Arrays.fill(value, 8, value.length, (byte) 'x');
            byte[] said = client.receive();
            while (said[2] == 3) {
                client.send(value, List.of());
                said = client.receive();
            }
            // The status is how many were taken.
            assertThat(said).isEqualTo(message(EXIT, 4));
        }
        served();
        assertNothingIsLeft();
    }
}
