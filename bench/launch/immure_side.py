"""Immure as it is measured: an installed product, a state of its own, a signed image, and a service."""
import http.client
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

CONFIGURATION = """\
schema: 1
root: {root}
trust: {work}/trust.yaml
serve: {{parallel: {parallel}, queue: 256, caller-running: {parallel}, caller-queued: 256, keep-runs: 4{pool}}}
"""
TRUST = """\
schema: 1
keys: {{bench: {{file: key.pub.pem}}}}
rules: [{{scope: "*", require: [bench]}}]
"""
NAME = "bench:1"


class Immure:
    """The product and a state; one service of it at a time."""

    def __init__(self, product, work, rootfs):
        self.client = str(product / "bin/immure")
        self.java = str(product / "lib/immure/bin/immure-java")
        self.work = work
        self.root = work / "state"
        self.sockets = work / "run"
        self.configuration = work / "immure.yaml"
        self.environment = {"PATH": os.environ["PATH"], "IMMURE_SOCKET_DIR": str(self.sockets)}
        self.service = None
        key, public = work / "key.pem", work / "key.pub.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key],
                       check=True, capture_output=True)
        subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True)
        key.chmod(0o600)
        (work / "trust.yaml").write_text(TRUST.format())
        self.configure()
        self.say("image", "pack", "--cmd", "/bin/true", str(rootfs), NAME)
        self.say("image", "sign", "--key", str(key), NAME)

    def configure(self, parallel=16, pool=""):
        self.configuration.write_text(
            CONFIGURATION.format(root=self.root, work=self.work, parallel=parallel, pool=pool))

    def cold(self, *arguments):
        """Without the service: a Java of its own."""
        at = 2 if arguments[0] == "image" else 1
        return [self.java, *arguments[:at], "--config", str(self.configuration), *arguments[at:]]

    def warm(self, *arguments):
        return [self.client, *arguments]

    def say(self, *arguments):
        done = subprocess.run(self.cold(*arguments), env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"immure {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def start(self):
        log = open(self.work / "service.log", "a")
        self.service = subprocess.Popen(
            self.cold("serve", "--socket-dir", str(self.sockets)), env=self.environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True)
        end = time.monotonic() + 60
        while not self._answers():
            if self.service.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the service does not start: " + (self.work / "service.log").read_text()[-2000:])
            time.sleep(0.05)

    def _answers(self):
        try:
            return self.ask("GET", "/v1/health")[0] == 200
        except OSError:
            return False

    def ask(self, method, path, body=None):
        """A call of the HTTP API: status and text."""
        connection = http.client.HTTPConnection("immure")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.sockets / "api.sock"))
        with connection.sock:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json"} if text else {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def stop(self, how=signal.SIGTERM):
        if self.service is not None:
            self.service.send_signal(how)
            try:
                self.service.wait(60)
            except subprocess.TimeoutExpired:
                self.service.kill()
                self.service.wait()
            self.service = None

    def restart(self, **settings):
        self.stop()
        self.configure(**settings)
        self.start()

    def resident(self):
        """Bytes of memory of the service that are its own or shared (VmRSS)."""
        for line in Path(f"/proc/{self.service.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return 1024 * int(line.split()[1])
        raise RuntimeError("no VmRSS")

    def receipt(self, *arguments, expected=(0,)):
        """Of a warm run."""
        file = self.work / "receipt.json"
        file.unlink(missing_ok=True)
        done = subprocess.run(self.warm("run", "--receipt", str(file), *arguments), env=self.environment,
                              capture_output=True, text=True)
        if done.returncode not in expected:
            raise RuntimeError(f"immure run {' '.join(arguments)}: {done.returncode} {done.stderr}")
        return json.loads(file.read_text()), done.stdout
