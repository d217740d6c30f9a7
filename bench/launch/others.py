"""The other tools: what each needs to run a program of a root file system, and its command line for that."""
import json
import os
import shutil
import subprocess

# No CAP_SYS_RESOURCE in many virtual machines: podman's own defaults would be refused.
PODMAN_LIMITS = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"]


class Missing(Exception):
    """A tool that is not there, or does not work here."""


class Others:
    def __init__(self, work, rootfs):
        self.work = work
        self.rootfs = rootfs
        self.missing = {}
        self.commands = {}  # name to a function of the program's arguments and the number of the client that starts it
        for name in ("bwrap", "crun", "runc", "podman", "nsjail", "isolate"):
            path = shutil.which(name)
            try:
                if path is None:
                    raise Missing("not on the PATH")
                self.commands[name] = getattr(self, "_" + name)(path)
                self._try(name)
            except Missing as why:
                self.missing[name] = str(why)
                self.commands.pop(name, None)

    def _try(self, name):
        done = subprocess.run(self.commands[name](["/bin/true"]), capture_output=True, text=True)
        if done.returncode != 0:
            raise Missing("does not work here: " + done.stderr.strip().splitlines()[-1][:200])

    def _bwrap(self, path):
        front = [path, "--unshare-all", "--ro-bind", str(self.rootfs), "/", "--proc", "/proc", "--dev", "/dev"]
        return lambda program, client=0: front + program

    def _bundles(self, path, name):
        """As `crun spec` makes it, one for each program and client: both are part of what it says."""
        def command(program, client=0):
            bundle = self.work / f"{name}-{abs(hash(tuple(program))):x}-{client}"
            if not bundle.exists():
                bundle.mkdir()
                subprocess.run([path, "spec"], cwd=bundle, check=True, capture_output=True)
                spec = json.loads((bundle / "config.json").read_text())
                spec["process"].update(terminal=False, args=program, rlimits=[])
                spec["root"]["path"] = str(self.rootfs)
                spec["linux"]["cgroupsPath"] = f"/immure-bench/{bundle.name}"
                (bundle / "config.json").write_text(json.dumps(spec))
            state = self.work / (name + "-state")
            return [path, "--root", str(state), "run", "--bundle", str(bundle), bundle.name]
        return command

    def _crun(self, path):
        return self._bundles(path, "crun")

    def _runc(self, path):
        return self._bundles(path, "runc")

    def _podman(self, path):
        archive = self.work / "rootfs.tar"
        subprocess.run(["tar", "-C", str(self.rootfs), "-cf", str(archive), "."], check=True)
        place = ["--root", str(self.work / "podman"), "--runroot", str(self.work / "podman-run")]
        for driver in ("overlay", "vfs"):
            front = [path, *place, "--storage-driver", driver, "--cgroup-manager", "cgroupfs"]
            done = subprocess.run([*front, "import", str(archive), "bench:1"], capture_output=True, text=True)
            if done.returncode == 0:
                break
        else:
            raise Missing("cannot import: " + done.stderr.strip()[-200:])
        front += ["run", "--rm", "--network", "none", *PODMAN_LIMITS, "localhost/bench:1"]
        return lambda program, client=0: front + program

    def _nsjail(self, path):
        front = [path, "-Mo", "-Q", "--chroot", str(self.rootfs), "--user", "65534:100000:1", "--group", "65534:100000:1", "--"]
        return lambda program, client=0: front + program

    def _isolate(self, path):
        """A box is made once and used again and again: what isolate is quickest at."""
        made = subprocess.run([path, "--init", "-b", "0"], capture_output=True, text=True)
        if made.returncode != 0:
            raise Missing("cannot make a box: " + made.stderr.strip()[-200:])
        front = [path, "-s", "-b", "0", f"--dir=/bin={self.rootfs}/bin", "--run", "--"]
        return lambda program, client=0: front + program

    def close(self):
        if "isolate" in self.commands:
            subprocess.run([shutil.which("isolate"), "--cleanup", "-b", "0"], capture_output=True)
        for hierarchy in [entry.path for entry in os.scandir("/sys/fs/cgroup") if entry.is_dir()] + ["/sys/fs/cgroup"]:
            try:
                os.rmdir(os.path.join(hierarchy, "immure-bench"))
            except OSError:
                pass
