"""What stands beside the figures, and whether all of them are there."""
import os
import platform
import subprocess
import time
from pathlib import Path

VERSIONS = {"bwrap": ["bwrap", "--version"], "crun": ["crun", "--version"], "runc": ["runc", "--version"], "podman": ["podman", "--version"]}
GROWTH = ("images", "running", "rules")


def load():
    return Path("/proc/loadavg").read_text().split()[:3]


def machine(folder):
    """folder: where the state of Immure lies, and so what its audit log waits for."""
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown")
    kind = subprocess.run(["findmnt", "-no", "FSTYPE", "-T", folder], capture_output=True, text=True).stdout.strip()
    versions = {}
    for tool, command in VERSIONS.items():
        try:
            versions[tool] = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0].split()[-1]
        except (OSError, IndexError):
            pass
    return {"processors": os.cpu_count(), "model": model, "kernel": platform.release(), "state": kind,
            "load-before": load(), "time": time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime()), "versions": versions}


def absent(results, names):
    """Parts that were asked for and have no figure."""
    gone = [name for name in names if not results.get(name)]
    for program in results.get("latency", {}).values():
        gone += [f"latency of {tool}" for tool in ("immure warm", "immure cold", "no sandbox") if tool not in program]
    for tool, rates in results.get("throughput", {}).items():
        gone += [f"throughput of {tool} with {n}" for n in ("1", "2", "4", "8") if not rates.get(n)]
    for part in GROWTH:
        if part in names and len(results.get(part, {})) < 2:
            gone.append("growth with " + part)
    return gone
