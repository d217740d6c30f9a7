"""What is measured, part by part; each gives plain data."""
import hashlib
import json
import subprocess
import time
from dataclasses import dataclass
from functools import partial

import watch
from immure_side import NAME, Immure
from others import Others

TRUE = ["/bin/true"]
BURN_MS = 50


@dataclass
class Bench:
    immure: Immure
    others: Others
    rootfs: object
    smoke: bool

    def rounds(self, many, few=3):
        return few if self.smoke else many

    def warm(self, program, *options):
        return self.immure.warm("run", *options, NAME, "--", *program)

    def work(self):
        """Thousand rounds of burn that take 50 ms here, outside."""
        rates = []
        for _ in range(5):
            watch.wait_for_quiet()
            out = subprocess.run([self.rootfs / "bin/burn", "20000"], capture_output=True, check=True).stdout
            rates.append(20000 / int(out))
        return str(int(max(rates) * BURN_MS * 1e6))

    def warm_up(self, runs=500):
        """A service that has just started still compiles what it does; the part on memory tells how long that matters."""
        for _ in range(self.rounds(runs, 5)):
            watch.once(self.warm(TRUE), self.immure.environment)


def latency(bench):
    """From launch to exit, everybody in turn."""
    bench.warm_up(5000)
    burn = ["/bin/burn", bench.work()]
    result = {}
    for name, program in (("true", TRUE), ("cpu 50 ms", burn)):
        commands = {"immure warm": bench.warm(program)}
        commands |= {other: command(program) for other, command in bench.others.commands.items()}
        slow = {"podman": commands.pop("podman")} if "podman" in commands else {}
        slow["immure cold"] = [*bench.immure.cold("run"), NAME, "--", *program]
        samples = watch.interleaved(commands, bench.rounds(200), bench.immure.environment)
        # In rounds of their own, with Immure's in them again: what takes long would leave the others cold.
        slow["immure warm (beside these)"] = bench.warm(program)
        samples |= watch.interleaved(slow, bench.rounds(30), bench.immure.environment)
        outside = watch.interleaved({"no sandbox": [str(bench.rootfs) + program[0], *program[1:]]}, bench.rounds(50), {})
        result[name] = {tool: watch.summary(taken) for tool, taken in (outside | samples).items()}
    return result


def throughput(bench):
    """Runs of `true` per second."""
    tools = {"immure warm": lambda client: bench.warm(TRUE)}
    for other in ("bwrap", "crun"):  # not isolate: one box runs one program at a time
        if other in bench.others.commands:
            tools[other] = partial(bench.others.commands[other], TRUE)
    result = {tool: {} for tool in tools}
    for clients in (1, 2, 4, 8):
        for tool, command_of in tools.items():
            passes = [watch.throughput(command_of, bench.immure.environment, clients, 0.3 if bench.smoke else 4)
                      for _ in range(bench.rounds(3, 1))]
            result[tool][str(clients)] = max(passes)
    return result


def memory(bench):
    """Of the service, after so many runs since its start, and what the last of them took: one after the other, without a pause."""
    bench.immure.restart()
    runs, points, done = bench.rounds(10_000, 60), {"0": {"bytes": bench.immure.resident()}}, 0
    while done < runs:
        taken = [watch.once(bench.warm(TRUE), bench.immure.environment)[0] for _ in range(runs // 10)]
        done += len(taken)
        points[str(done)] = {"bytes": bench.immure.resident(), "median": watch.median(taken)}
    return points


def switches(bench):
    """What each thing costs that a caller or an operator can switch; the walls themselves cannot be switched off."""
    variants = {
        "as it comes": [], "strict profile": ["--profile", "strict"], "read-only root": ["--read-only"],
        "no address randomization": ["--security-opt", "aslr=off"], "private network": ["--network", "private", "--allow-net", "192.0.2.1/32:443"],
        "disk image instead of tmpfs": ["--disk", "64m,backend=loop"],
    }
    commands, refused = {}, {}
    for name, options in variants.items():
        command = bench.warm(TRUE, *options)
        try:
            watch.once(command, bench.immure.environment)
            commands[name] = command
        except watch.Failed as failed:
            refused[name] = str(failed).split(" ended with ", 1)[-1][:300]
    samples = watch.interleaved(commands, bench.rounds(60), bench.immure.environment)
    bench.immure.restart(pool=", pool: {size: 0}")
    bench.warm_up()
    samples |= watch.interleaved({"no sandbox kept ready": bench.warm(TRUE)}, bench.rounds(60), bench.immure.environment)
    bench.immure.restart()
    return {"refused": refused} | {name: watch.summary(taken) for name, taken in samples.items()}


def limit(bench):
    """How far beyond a limit of 500 ms of processor time a program gets that never ends."""
    over = []
    for _ in range(bench.rounds(30, 2)):
        watch.wait_for_quiet()
        receipt, _ = bench.immure.receipt("--time-limit", "500ms", NAME, "--", "/bin/burn", expected=(124,))
        if receipt["result"]["verdict"] != "TLE":
            raise watch.Failed("verdict " + receipt["result"]["verdict"])
        over.append(receipt["result"]["cpuTimeNs"] / 1e6 - 500)
    return {"samples": len(over), "median": watch.median(over), "max": max(over)}


def meter(bench):
    """The same work outside and inside, by the program's own clock and by the meter that judges see, in ms."""
    work, taken = bench.work(), {"outside": [], "inside, own clock": [], "inside, receipt": []}
    for _ in range(bench.rounds(60)):
        watch.wait_for_quiet()
        out = subprocess.run([bench.rootfs / "bin/burn", work], capture_output=True, check=True).stdout
        taken["outside"].append(int(out) / 1e6)
        watch.wait_for_quiet()
        receipt, said = bench.immure.receipt(NAME, "--", "/bin/burn", work)
        taken["inside, own clock"].append(int(said) / 1e6)
        taken["inside, receipt"].append(receipt["result"]["cpuTimeNs"] / 1e6)
    return {name: {"min": min(values), "median": watch.median(values)} for name, values in taken.items()}


def _series(bench, points, prepare):
    """A launch at each size; prepare gives the command and brings the size about."""
    result = {}
    for size in points:
        command = prepare(size)
        for _ in range(bench.rounds(100, 2)):
            watch.once(command, bench.immure.environment)
        taken = watch.interleaved({"run": command}, bench.rounds(60), bench.immure.environment)
        result[str(size)] = watch.summary(taken["run"])
    return result


def images(bench):
    """Stored images: manifests of their own, over layers that they share."""
    store, there = bench.immure.root / "images", [1]

    def blob(value):
        data = json.dumps(value).encode()
        digest = hashlib.sha256(data).hexdigest()
        (store / "blobs/sha256" / digest).write_bytes(data)
        return {"digest": "sha256:" + digest, "size": len(data)}

    def more(size):
        bench.immure.stop()
        index = json.loads((store / "index.json").read_text())
        first = index["manifests"][0]
        manifest = json.loads((store / "blobs/sha256" / first["digest"][7:]).read_text())
        config = json.loads((store / "blobs/sha256" / manifest["config"]["digest"][7:]).read_text())
        for number in range(there[0], size):
            config.setdefault("config", {})["Labels"] = {"number": str(number)}
            made = blob(manifest | {"config": manifest["config"] | blob(config)})
            index["manifests"].append(
                first | made | {"annotations": {"org.opencontainers.image.ref.name": f"more/n{number}:1"}})
        (store / "index.json").write_text(json.dumps(index))
        there[0] = size
        bench.immure.start()
        return bench.warm(TRUE)

    return _series(bench, (1, 20) if bench.smoke else (1, 10, 100, 1000), more)


def running(bench):
    """Sandboxes that run, each with a program that sleeps."""
    bench.immure.restart(parallel=256)
    ids = []

    def more(size):
        while len(ids) < size:
            status, text = bench.immure.ask("POST", "/v1/run", {
                "image": NAME, "command": ["/bin/sleep", "3000"], "detach": True, "memory": "16m"})
            if status != 202:
                raise watch.Failed(f"{status} {text}")
            ids.append(json.loads(text)["id"])
        end = time.monotonic() + 60
        while json.loads(bench.immure.ask("GET", "/v1/runs")[1])["runs"] and time.monotonic() < end:
            runs = json.loads(bench.immure.ask("GET", "/v1/runs")[1])["runs"]
            if sum(run["state"].lower() == "running" for run in runs) >= size:
                break
            time.sleep(0.2)
        return bench.warm(TRUE)

    try:
        return _series(bench, (1, 5) if bench.smoke else (1, 20, 100, 200), more)
    finally:
        for run in ids:
            bench.immure.ask("DELETE", "/v1/runs/" + run)
        bench.immure.restart()


def rules(bench):
    """Rules of the policy, beside the one that permits; none of them says anything."""
    permit = ('package bench;\nrule "PRM-001 verified"\nwhen\n    ImageFacts( verification == "verified" )\nthen\n'
              '    decision.permit("BENCH", "verified");\nend\n')
    one = ('rule "NW{series}-{m:03} nowhere"\nwhen\n    MountRequest( source == "/nowhere/{n}", $source : source )\nthen\n'
           '    decision.deny("NOWHERE-{n}", "{{}} is nowhere", $source);\nend\n')

    def more(size):
        folder = bench.immure.work / f"policy-{size}"
        folder.mkdir()
        files = {"permit.drl": permit}
        for series, first in zip("ABCD", range(0, size, 1000)):  # a file has 256 KiB at most
            files[f"rules-{series}.drl"] = "package bench;\n" + "".join(
                one.format(n=n, series=series, m=n % 1000) for n in range(first, min(size, first + 1000)))
        for file, text in files.items():
            (folder / file).write_text(text)
            (folder / file).chmod(0o644)
        return bench.warm(TRUE, "--policy", str(folder))

    return _series(bench, (1, 30) if bench.smoke else (1, 30, 300, 3000), more)


ALL = {
    "latency": latency, "throughput": throughput, "memory": memory, "switches": switches, "limit": limit, "meter": meter,
    "images": images, "running": running, "rules": rules,
}
