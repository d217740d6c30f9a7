package dev.immure.cli.serve.wire;

import dev.immure.cli.caller.Variables;
import dev.immure.core.ImmureException;
import dev.immure.core.launch.CallerTerminal;
import dev.immure.core.plan.WindowSize;
import dev.immure.core.unix.Packet;
import dev.immure.core.unix.PacketSocket;
import dev.immure.core.unix.PassedStreams;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What is said while a command is carried out. One thread listens, for signals most of all; the one that carries out the
 * command asks and waits for answers.
 */
final class Conversation implements CallerTerminal, Variables {
    private static final int SIGNAL_BASE = 128;

    /** Of all values that a command asks for, in characters; as much as of the longest command line, a few times over. */
    private static final int MOST_VALUES = 512 * 1024;

    private final PacketSocket socket;
    private final PassedStreams streams;
    private final boolean inputIsTerminal;
    private final CountDownLatch left = new CountDownLatch(1);

    // All guarded by this.
    private final Map<String, Optional<String>> known = new HashMap<>();
    private WindowSize window;
    private int values;
    private boolean gone;
    private boolean answered;
    private int signal;
    private @Nullable String asked;
    private @Nullable Runnable interrupt;

    Conversation(PacketSocket socket, PassedStreams streams, ClientMessage.Hello hello) {
        this.socket = socket;
        this.streams = streams;
        this.inputIsTerminal = hello.inputIsTerminal();
        this.window = hello.window();
    }

    /** Until the other side, or this one, ends it. */
    void listen() {
        try {
            while (true) {
                try (Packet packet = socket.receive(ClientMessage.MOST_BYTES, 0)) {
                    if (packet.isEnd()) {
                        return;
                    }
                    take(ClientMessage.parse(packet.bytes()));
                }
            }
        } catch (ImmureException e) {
            System.getLogger(Conversation.class.getName())
                    .log(System.Logger.Level.DEBUG, e.fault().sentence());
        } finally {
            lose();
            left.countDown();
        }
    }

    private void take(ClientMessage message) {
        switch (message) {
            case ClientMessage.Variable variable -> answer(variable.value());
            case ClientMessage.Signal sent -> signal(sent.number());
            case ClientMessage.Window changed -> resize(changed.size());
            case ClientMessage.Input input -> streams.pauseInput(input.paused());
            case ClientMessage.Hello ignored -> throw WireFault.malformed("it greets twice");
        }
    }

    private synchronized void answer(Optional<String> value) {
        if (asked == null) {
            throw WireFault.malformed("it answers what nobody has asked");
        }
        known.put(asked, value);
        asked = null;
        notifyAll();
    }

    private synchronized void resize(WindowSize size) {
        window = size;
    }

    /**
     * Ends the run, and the command with it. What is done before and after a run cannot be called back: then the client is
     * answered at once, and what is still written goes nowhere.
     */
    private void signal(int number) {
        Runnable end;
        synchronized (this) {
            if (signal != 0) {
                return;
            }
            signal = number;
            end = interrupt;
        }
        if (end != null) {
            end.run();
        } else {
            exit(SIGNAL_BASE + number);
            streams.hangUp();
        }
    }

    /** There is nobody any more whom the run is for. */
    private void lose() {
        Runnable end;
        synchronized (this) {
            gone = true;
            end = interrupt;
            notifyAll();
        }
        streams.hangUp();
        if (end != null) {
            end.run();
        }
    }

    /** From now on a signal is for this run; one that was sent already, too. */
    void begin(Runnable run) {
        boolean late;
        synchronized (this) {
            late = gone || signal != 0;
            interrupt = run;
        }
        if (late) {
            run.run();
        }
    }

    /** The run has ended. After a signal nothing more is said of it: its caller knows why, and the status says so. */
    void finish() {
        boolean signalled;
        synchronized (this) {
            interrupt = null;
            signalled = signal != 0;
        }
        if (signalled) {
            streams.hangUp();
        }
    }

    /** Tells the client how the command ended; once. */
    void exit(int status) {
        synchronized (this) {
            if (answered || gone) {
                return;
            }
            answered = true;
            status = signal == 0 ? status : SIGNAL_BASE + signal;
        }
        socket.send(new ServiceMessage.Exit(status).encode());
    }

    /** Waits for the thread that listens. */
    void end() {
        socket.shutdown();
        boolean interrupted = false;
        while (left.getCount() > 0) {
            try {
                left.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Asks for a variable, once.
     *
     * @throws ImmureException with {@link WireFault#GONE}, or {@link WireFault#VARIABLES} when all of them are too long
     */
    @Override
    public Optional<String> value(String name) {
        if (!ServiceMessage.WantVariable.canBeAsked(name)) {
            return Optional.empty();
        }
        synchronized (this) {
            Optional<String> value = known.get(name);
            if (value == null) {
                asked = name;
                socket.send(new ServiceMessage.WantVariable(name).encode());
                value = await(name);
                values += value.map(String::length).orElse(0);
                // The client's to choose, name by name: the heap of the service is everybody's.
                if (values > MOST_VALUES) {
                    throw WireFault.tooMuch(MOST_VALUES);
                }
            }
            return value;
        }
    }

    private synchronized Optional<String> await(String name) {
        try {
            while (!known.containsKey(name)) {
                if (gone) {
                    throw WireFault.gone();
                }
                wait();
            }
            return known.getOrDefault(name, Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WireFault.gone();
        }
    }

    @Override
    public boolean isInput() {
        return inputIsTerminal;
    }

    @Override
    public synchronized WindowSize size() {
        return window;
    }

    /** The client does it: a terminal answers to a process that it belongs to (termios(3), SIGTTOU). */
    @Override
    public Keys raw() {
        socket.send(new ServiceMessage.Raw().encode());
        return () -> {
            try {
                socket.send(new ServiceMessage.Restore().encode());
            } catch (ImmureException e) {
                // A client that is gone has no terminal, and one that was killed leaves it as it is.
                System.getLogger(Conversation.class.getName())
                        .log(System.Logger.Level.DEBUG, e.fault().sentence());
            }
        };
    }
}
