package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.fault.ServeFault;
import dev.immure.policy.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunQueueTest {
    private static final ServiceCaller ROOT = ServiceCaller.user(new Caller(0, 0, "socket-peer"), 0);
    private static final ServiceCaller STRANGER = ServiceCaller.user(new Caller(7, 7, "socket-peer"), 0);

    private final ServeSettings defaults = ServeSettings.defaults();
    private final ServeSettings settings =
            new ServeSettings(2, 8, 2, 8, defaults.drainTime(), 4, 0, defaults.pool(), Optional.empty());

    private static RunOrder order(ServiceCaller caller, RunOrder.Work work) {
        return new RunOrder(caller, "image:v1", work);
    }

    private static RunEnd answered(ServedRun run) {
        return run.order().work().run(run);
    }

    /** One place, held by a run that takes its time. */
    private static ServedRun hold(RunQueue queue, CountDownLatch free) {
        return queue.submit(order(ROOT, listener -> {
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new RunEnd.Answered(0);
        }));
    }

    private static ServedRun submit(RunQueue queue, ServiceCaller caller) {
        return queue.submit(order(caller, listener -> new RunEnd.Answered(0)));
    }

    @Test
    void runsThatAreEndedWhileTheyWaitAreForgottenWhileOthersTakeTheirTime() {
        CountDownLatch free = new CountDownLatch(1);
        try (RunQueue queue = new RunQueue(settings, Optional.empty(), RunQueueTest::answered)) {
            hold(queue, free);
            hold(queue, free);
            for (int i = 0; i < 50; i++) {
                submit(queue, STRANGER).interrupt();
            }
            assertThat(queue.list(STRANGER)).hasSizeLessThanOrEqualTo(settings.keepRuns());
            free.countDown();
        }
    }

    @Test
    void theNoiseOfOneCallerForgetsNoResultOfAnother() {
        CountDownLatch free = new CountDownLatch(1);
        try (RunQueue queue = new RunQueue(settings, Optional.empty(), RunQueueTest::answered)) {
            ServedRun result = submit(queue, ROOT);
            result.end().join();
            hold(queue, free);
            hold(queue, free);
            for (int i = 0; i < 50; i++) {
                submit(queue, STRANGER).interrupt();
            }
            assertThat(queue.find(result.id(), ROOT)).isSameAs(result);
            free.countDown();
        }
    }

    /** As pthread_create(3) does when there are as many threads as there may be. */
    @Test
    void aThreadThatCannotBeStartedTakesNoPlace() {
        List<Runnable> started = new ArrayList<>();
        boolean[] none = {true};
        Consumer<Runnable> starter = work -> {
            if (none[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            started.add(work);
        };
        try (RunQueue queue = new RunQueue(settings, Optional.empty(), RunQueueTest::answered, starter)) {
            List<ServedRun> waiting = List.of(submit(queue, ROOT), submit(queue, ROOT), submit(queue, ROOT));
            assertThat(waiting).allSatisfy(run -> assertThat(run.state()).isEqualTo(ServedRun.State.QUEUED));
            none[0] = false;
            queue.settle();
            assertThat(started).hasSize(settings.parallel());
            started.forEach(Runnable::run);
            assertThat(waiting).allSatisfy(run -> assertThat(run.state()).isEqualTo(ServedRun.State.ENDED));
        }
    }

    @Test
    void aRunThatUsesUpTheMemoryIsToldAndLeavesItsPlace() {
        try (Service service = Service.of(settings)) {
            List<ServedRun> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                runs.add(service.queue().submit(order(ROOT, listener -> {
                    throw new OutOfMemoryError("Java heap space");
                })));
            }
            assertThat(runs)
                    .allSatisfy(run -> assertThat(run.end().join())
                            .isInstanceOfSatisfying(
                                    RunEnd.Failed.class,
                                    failed -> assertThat(failed.fault().code().id())
                                            .isEqualTo("IMM-CLI-DEFECT")));
            assertThat(submit(service.queue(), STRANGER).end().join()).isEqualTo(new RunEnd.Answered(0));
        }
    }

    @Test
    void aRunThatIsEndedWhileItWaitsSaysSo() {
        CountDownLatch free = new CountDownLatch(1);
        try (RunQueue queue = new RunQueue(settings, Optional.empty(), RunQueueTest::answered)) {
            hold(queue, free);
            hold(queue, free);
            ServedRun run = submit(queue, STRANGER);
            run.interrupt();
            assertThat(run.end().join())
                    .isInstanceOfSatisfying(
                            RunEnd.Failed.class,
                            failed -> assertThat(failed.fault().code()).isEqualTo(ServeFault.ENDED));
            free.countDown();
        }
    }
}
