package dev.immure.cli.serve.wire;

import dev.immure.cli.pipeline.Callers;
import dev.immure.cli.render.Console;
import dev.immure.cli.serve.RunQueue;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.ImmureException;
import dev.immure.core.host.CallerIds;
import dev.immure.core.unix.Packet;
import dev.immure.core.unix.PacketSocket;
import dev.immure.core.unix.PassedStreams;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** One client, from its greeting to its exit status. */
final class ClientSession {
    /** A client greets at once; who does not is none. */
    private static final Duration GREETING = Duration.ofSeconds(2);

    private static final String AUTHENTICATION = "socket-peer";

    private final PacketSocket socket;
    private final Commands commands;
    private final RunQueue queue;
    private final Executor threads;

    /**
     * @param socket closed by {@link #serve}
     * @param threads for one that listens while the command is carried out
     */
    ClientSession(PacketSocket socket, Commands commands, RunQueue queue, Executor threads) {
        this.socket = socket;
        this.commands = commands;
        this.queue = queue;
        this.threads = threads;
    }

    /** The whole conversation. A client that breaks the rules is left, and nobody else notices. */
    void serve(CallerIds caller, CallerIds own, Surroundings here) {
        try (socket) {
            ServiceCaller sender =
                    ServiceCaller.user(Callers.of(caller, AUTHENTICATION), Integer.toUnsignedLong(own.uid()));
            Optional<Greeting> greeting = greeting(here, sender.standing());
            if (greeting.isPresent()) {
                try (Greeting said = greeting.get()) {
                    carryOut(said, caller, sender);
                }
            } else {
                send(new ServiceMessage.NotHere());
            }
        } catch (ImmureException e) {
            System.getLogger(ClientSession.class.getName())
                    .log(System.Logger.Level.DEBUG, e.fault().sentence());
        }
    }

    private record Greeting(ClientMessage.Hello hello, PassedStreams streams) implements AutoCloseable {
        @Override
        public void close() {
            streams.close();
        }
    }

    /** Empty when the command is not the service's to carry out. */
    private Optional<Greeting> greeting(Surroundings here, ServiceCaller.Standing standing) {
        if (!socket.awaitMessage(GREETING)) {
            return Optional.empty();
        }
        try (Packet packet = socket.receive(ClientMessage.MOST_BYTES, ClientMessage.DESCRIPTORS)) {
            if (packet.isEnd()) {
                throw WireFault.gone();
            }
            if (!(ClientMessage.parse(packet.bytes()) instanceof ClientMessage.Hello hello)
                    || packet.descriptors() != ClientMessage.DESCRIPTORS) {
                throw WireFault.malformed("it is no greeting");
            }
            boolean served = ServedCommands.cover(hello.arguments())
                    && ServedCommands.isSpelledAlike(List.of(hello.directory()))
                    && !hello.isSudo()
                    && hello.surroundings().equals(here)
                    && mayBeUsed(packet, hello, standing);
            return served ? packet.streams(1, 2, 3).map(streams -> new Greeting(hello, streams)) : Optional.empty();
        }
    }

    /** Of somebody else no path is followed, not even to compare, and nothing is written to what asks for the writer's rights. */
    private static boolean mayBeUsed(Packet packet, ClientMessage.Hello hello, ServiceCaller.Standing standing) {
        return switch (standing) {
            case SAME_RIGHTS -> packet.isDirectory(0, Path.of(hello.directory()));
            case OTHER -> packet.takesNoRights(1) && packet.takesNoRights(2) && packet.takesNoRights(3);
        };
    }

    private void carryOut(Greeting greeting, CallerIds ids, ServiceCaller sender) {
        PassedStreams streams = greeting.streams();
        streams.pauseInput(greeting.hello().inputIsPaused());
        PrintStream out = new PrintStream(new BufferedOutputStream(streams.output()), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(streams.error(), true, StandardCharsets.UTF_8);
        Conversation conversation = new Conversation(socket, streams, greeting.hello());
        ClientCaller caller =
                new ClientCaller(ids, sender, Path.of(greeting.hello().directory()), conversation, queue);
        try {
            threads.execute(conversation::listen);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The service is about to end or has no thread left, and nothing has happened yet.
            send(new ServiceMessage.NotHere());
            return;
        }
        try {
            send(new ServiceMessage.Here());
            Console console = new Console(streams.input(), out, err, conversation);
            int status = commands.run(greeting.hello().arguments().toArray(String[]::new), console, caller);
            out.flush();
            conversation.exit(status);
        } finally {
            conversation.end();
        }
    }

    private void send(ServiceMessage message) {
        socket.send(message.encode());
    }
}
