"""Times processes from launch to exit, at moments at which the machine has nothing else to do."""
import os
import subprocess
import time

IDLE = 0.5  # of all processors, in the window before a sample
WINDOW = 0.04
PATIENCE = 1.5


def _jiffies():
    with open("/proc/stat") as stat:
        fields = [int(field) for field in stat.readline().split()[1:9]]
    return fields[3] + fields[4], sum(fields)


def wait_for_quiet():
    """False when no window was quiet: the sample is taken all the same, and counted as one of a busy machine."""
    end = time.monotonic() + PATIENCE
    while True:
        idle, whole = _jiffies()
        time.sleep(WINDOW)
        idle_then, whole_then = _jiffies()
        if idle_then - idle >= IDLE * (whole_then - whole) > 0:
            return True
        if time.monotonic() > end:
            return False


class Failed(Exception):
    """A command did not do what it was to do: nothing that is measured then means anything."""


def once(command, environment, expected=0):
    """Milliseconds from posix_spawn(3) until wait4(2) returns, and the processor time of the process and its children."""
    null = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment, file_actions=null)
    _, status, usage = os.wait4(pid, 0)
    took = 1000 * (time.perf_counter() - start)
    if os.waitstatus_to_exitcode(status) != expected:
        said = subprocess.run(command, env=environment, capture_output=True, text=True)
        raise Failed(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}: {said.stderr.strip()}")
    return took, 1000 * (usage.ru_utime + usage.ru_stime)


def interleaved(commands, rounds, environment):
    """commands: name to argument list. One of each in every round. Gives name to (milliseconds, whether it was quiet)."""
    samples = {name: [] for name in commands}
    for command in commands.values():
        once(command, environment)  # files into the cache, and what starts once started
    for _ in range(rounds):
        for name, command in commands.items():
            quiet = wait_for_quiet()
            samples[name].append((once(command, environment)[0], quiet))
    return samples


def throughput(command_of, environment, clients, seconds):
    """Runs that ended per second, with so many clients (from 0) that each start the next when one has ended."""
    ends, start = [], time.monotonic()
    for command in [command_of(client) for client in range(clients)]:
        reading, writing = os.pipe()
        if os.fork() == 0:
            count = 0
            try:
                while time.monotonic() - start < seconds:
                    once(command, environment)
                    count += 1
            except Failed as failed:
                print(failed, flush=True)
                count = -1
            os.write(writing, str(count).encode())
            os._exit(0)
        os.close(writing)
        ends.append(reading)
    counts = []
    for reading in ends:
        counts.append(int(os.read(reading, 32)))
        os.close(reading)
    for _ in ends:
        os.wait()
    took = time.monotonic() - start
    if min(counts) < 0:
        raise Failed("a run failed while others ran")
    return sum(counts) / took


def summary(samples):
    """Of (milliseconds, quiet): those of quiet windows alone, when there are enough of them to say something."""
    quiet = [ms for ms, was_quiet in samples if was_quiet]
    counted = sorted(quiet if len(quiet) >= 5 else [ms for ms, _ in samples])
    return {
        "samples": len(samples), "quiet": len(quiet), "counted": len(counted), "min": counted[0],
        "median": quantile(counted, 0.5), "p99": quantile(counted, 0.99), "max": counted[-1],
    }


def quantile(ordered, part):
    """The smallest value that at least this part of the values does not exceed."""
    return ordered[max(0, -(-int(part * 1000) * len(ordered) // 1000) - 1)]


def median(values):
    return quantile(sorted(values), 0.5)
