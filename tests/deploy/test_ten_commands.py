"""The page of ten commands, typed on loopback; then all is killed that it set up.

What belongs to the whole machine has a stand-in: accounts, packages, systemd. The commands, the
hooks, the settings, nginx and what the units start are the real ones, in a folder of the test.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from behind import Readers, Supervised, get, lay_out_nginx, program, supervised
from guides_folder import SAMPLE
from intake_app import a_form, rows_in, token_in
from looking import follow
from playwright.sync_api import Browser, ViewportSize, expect
from pushing import ENVIRONMENT, PROGRAM, WITHOUT, Server, git
from served import free_port, patiently, running
from site_build import ROOT

from intake.journal.journal import Journal
from intake.journal.verify import verify

pytestmark = pytest.mark.long

PAGE = (ROOT / "docs" / "deploying.md").read_text("utf-8")
COMMANDS = (re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)[0]).splitlines()
STAND_INS = {
    **dict.fromkeys(("apt-get", "useradd", "chown", "systemctl"), ":"),
    "sudo": 'shift 2; exec "$@"',
    "install": 'exec /usr/bin/install $(echo " $*" | sed "s/ -o guide//")',
    "make": 'exec "$2/.venv/bin/python" "$2/build.py" "$3"',
}
"""Program → what it does here."""
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass
class Machine:
    """What the commands laid out in a folder, and how its processes are started."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def server(self) -> Server:
        """Return where content is pushed to."""
        return Server(self.folder / "srv" / "guide")

    @property
    def queue(self) -> Path:
        return self.folder / "var" / "lib" / "guide" / "queue"

    def moved(self, text: str) -> str:
        """Return a text with the places of the machine in the folder of the test."""
        text = re.sub(r"(?<![\w/}])/(srv|etc|var)/", rf"{self.folder}/\1/", text)
        remote = f"publish@guide.example.cn:{self.folder}"
        cloned = f"cp -R {self.folder}/origin"
        return text.replace(remote, str(self.folder)).replace(
            "git clone https://git.example.cn/guide.git", cloned
        )

    def lay_out(self) -> None:
        """Make what is cloned, what stands in for the machine, and the clone of an editor."""
        origin = self.folder / "origin"
        for name in (*PROGRAM, "site_src"):
            copy = shutil.copyfile if (ROOT / name).is_file() else _copied
            origin.mkdir(exist_ok=True)
            copy(ROOT / name, origin / name)
        _copied(SAMPLE, origin / "guides")
        (origin / ".venv").symlink_to(sys.prefix)
        for file in (origin / "deploy").rglob("*"):
            if file.is_file() and "/" not in file.name:
                file.write_text(self.moved(file.read_text("utf-8")), "utf-8")
        for name, does in STAND_INS.items():
            stand_in = self.folder / "bin" / name
            stand_in.parent.mkdir(exist_ok=True)
            stand_in.write_text(f"#!/bin/bash\n{does}\n")
            stand_in.chmod(0o755)
        for place in ("etc/systemd/system", "etc/nginx/conf.d", "srv/guide", "var/log/nginx"):
            (self.folder / place).mkdir(parents=True)
        git(self.folder, "init", "-q", "-b", "main", "edit")
        _copied(SAMPLE, self.folder / "edit" / "guides")
        _copied(ROOT / "site_src", self.folder / "edit" / "site_src")
        git(self.folder / "edit", "remote", "add", "origin", str(origin))
        git(self.folder / "edit", "add", "-A")
        git(self.folder / "edit", "commit", "-qm", "all")

    def type(self, command: str) -> None:
        """Type a command of the page; the last one is typed where the editor is."""
        where = self.folder / ("edit" if command.startswith("git remote") else "")
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}:/usr/sbin"
        subprocess.run(
            ["bash", "-euc", self.moved(command)],
            check=True,
            cwd=where,
            env={**ENVIRONMENT, "PATH": path},
        )

    def command_of(self, unit: str) -> list[str]:
        """Return what a unit starts."""
        text = (self.folder / "etc" / "systemd" / "system" / f"{unit}.service").read_text()
        return shlex.split(re.findall("^ExecStart=(.*)", text, re.MULTILINE)[0])

    def run(self, unit: str) -> int:
        """Let a timer's service do its work once."""
        where = self.server.folder / "content.git"
        return subprocess.run(self.command_of(unit), cwd=where, check=False).returncode

    def nginx(self, upstream: int) -> list[str]:
        """Return the command of nginx by the example that was copied, but for the ports."""
        example = (self.folder / "etc" / "nginx" / "conf.d" / "guide.conf").read_text()
        example = example.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
        return lay_out_nginx(self.folder, example, self.port)


def _copied(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=WITHOUT)


@dataclass
class Running:
    """A machine with its processes."""

    machine: Machine
    web: Supervised
    stack: ExitStack
    nginx: subprocess.Popen[bytes] | None = None

    def start_nginx(self) -> None:
        """Start nginx, again where it was killed."""
        command = self.machine.nginx(self.web.port)
        self.nginx = self.stack.enter_context(running(command, self.machine.port, {}))

    def kill_nginx(self) -> None:
        """Kill nginx with all its workers at once."""
        assert self.nginx
        told = Path(f"/proc/{self.nginx.pid}/task/{self.nginx.pid}/children").read_text()
        for pid in (self.nginx.pid, *map(int, told.split())):
            os.kill(pid, signal.SIGKILL)
        self.nginx.wait()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    for name in ("nginx", "git", "openssl"):
        program(name)
    machine = Machine(tmp_path_factory.mktemp("machine"))
    machine.lay_out()
    for command in COMMANDS:
        machine.type(command)
    with ExitStack() as stack:
        web = stack.enter_context(supervised(machine.command_of("guide-web"), {}))
        found = Running(machine, web, stack)
        found.start_nginx()
        yield found


def submit(port: int) -> str:
    """Send a request; return the address of its receipt, empty where it was not acknowledged."""
    page = get(port, "/requests/new")[2].decode()
    form = urlencode(a_form(token=token_in(page)))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"https://127.0.0.1:{port}",
    }
    status, answered, _ = get(port, "/requests", headers, "POST", form)
    return answered["location"] if status == 303 else ""


class Senders:
    """Companies that send one request after another; what was acknowledged is kept."""

    def __init__(self, port: int) -> None:
        self.acknowledged: list[str] = []
        self.failed = 0
        self._port = port
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._send)

    def __enter__(self) -> Senders:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until so many more were acknowledged."""
        wanted = len(self.acknowledged) + more
        for _ in patiently():
            if len(self.acknowledged) >= wanted:
                return

    def _send(self) -> None:
        while not self._is_over.wait(0.2):
            try:
                receipt = submit(self._port)
            except (OSError, HTTPException, StopIteration, AssertionError, TypeError):
                receipt = ""
            if receipt:
                self.acknowledged.append(receipt)
            else:
                self.failed += 1


def test_there_are_ten() -> None:
    assert len(COMMANDS) == 10


def test_a_phone_reads_the_guide_and_sends_a_request_over_https(
    standing: Running, browser: Browser
) -> None:
    before = len(rows_in(standing.machine.queue))
    base = f"https://127.0.0.1:{standing.machine.port}"
    context = browser.new_context(base_url=base, viewport=PHONE, ignore_https_errors=True)
    page, faults = context.new_page(), list[str]()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)

    page.goto("/buildings/cloud-tower/")
    expect(page.locator("h1")).to_be_visible()
    page.goto("/requests/new?building=cloud-tower&service=bigger-office")
    for name, text in {"company": "云上科技", "contact": "姓王", "phone": "13800138000"}.items():
        page.fill(f"[name={name}]", text)
    page.fill("#field-description", "想把楼上那层一起租下来。")
    page.check("#field-consent")
    follow(page, page.locator("form:has(#field-consent) button[type=submit]").first)
    follow(page, page.locator("button", has_text="提交").last)

    assert re.search(r"/requests/r/", page.url)
    assert len(rows_in(standing.machine.queue)) == before + 1
    assert faults == []
    context.close()


@pytest.mark.parametrize("unit", ["rebuild", "close-due", "forget", "backup", "try-restore"])
def test_what_the_timers_start_does_its_work(standing: Running, unit: str) -> None:
    assert standing.machine.run(f"guide-{unit}") == 0


def test_notify_runs_with_a_file_of_channels(standing: Running) -> None:
    pytest.importorskip("apprise", reason="the extra notify is not installed")
    settings = standing.machine.folder / "etc" / "guide" / "intake.env"
    channels = settings.with_name("notify.json")
    channels.write_text(
        '{"posts": {"staff": ["https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789"]}}'
    )
    channels.chmod(0o600)
    settings.write_text(settings.read_text().replace("# INTAKE_NOTIFY", "INTAKE_NOTIFY"))

    assert standing.machine.run("guide-notify") == 0


def test_backup_and_trial_are_told_on_this_machine(standing: Running) -> None:
    told = get(standing.machine.port, "/healthz?full")[2].decode()

    assert re.fullmatch(r"ok\nbackup: ok 0 h\nrestore: ok 0 h\nsite: ok 0 h\n", told)


def test_readers_see_one_release_or_the_other_while_it_is_published_and_rolled_back(
    standing: Running,
) -> None:
    machine = standing.machine
    editor = Server(machine.folder)
    pages = {(machine.server.site / "buildings" / "cloud-tower" / "index.html").read_bytes()}

    with Readers(machine.port, "/buildings/cloud-tower/") as readers:
        editor.write("buildings/cloud-tower.yaml", "0571-5550-1001", "0571-5550-1777")
        assert editor.push().returncode == 0
        pages.add((machine.server.site / "buildings" / "cloud-tower" / "index.html").read_bytes())
        assert machine.server.publish("rollback").returncode == 0
        readers.wait_for(20)
        assert machine.run("guide-rebuild") == 0
        readers.wait_for(20)

    assert len(pages) == 2
    assert readers.bodies == pages
    assert (readers.refused, set(readers.statuses)) == (0, {200})


def test_a_restart_of_the_web_process_refuses_no_request(standing: Running) -> None:
    starts = standing.web.starts

    with Senders(standing.machine.port) as senders, Readers(standing.machine.port, "/healthz"):
        for _ in range(3):
            senders.wait_for(3)
            standing.web.signal(signal.SIGTERM)
        senders.wait_for(5)

    assert standing.web.starts == starts + 3
    assert senders.failed == 0
    assert lost_of(senders, standing) == []


def test_all_killed_at_once_and_started_again_lose_nothing_that_was_acknowledged(
    standing: Running,
) -> None:
    machine, starts = standing.machine, standing.web.starts
    released, path = machine.server.release(), "buildings/cloud-tower.yaml"
    Server(machine.folder).write(path, "0571-5550-1777", "0571-5550-1888")
    repository = machine.server.folder / "content.git"
    push = subprocess.Popen(
        ["git", "push", str(repository), "main"],
        cwd=machine.folder / "edit",
        env=ENVIRONMENT,
        start_new_session=True,
    )
    with (
        Senders(standing.machine.port) as senders,
        Readers(standing.machine.port, "/buildings/cloud-tower/") as readers,
    ):
        senders.wait_for(3)
        for _ in patiently():
            if (repository / "tree" / "site").exists() or push.poll() is not None:
                break
        os.killpg(push.pid, signal.SIGKILL)
        standing.web.signal(signal.SIGKILL)
        standing.kill_nginx()
        standing.start_nginx()
        senders.wait_for(5)
        readers.wait_for(20)

    assert push.wait() == -signal.SIGKILL
    assert standing.web.starts == starts + 1
    assert machine.server.release() == released
    assert lost_of(senders, standing) == []
    assert set(readers.statuses) <= {200, 502}
    assert verify(Journal(machine.queue, machine.queue.with_name("mirror"))).closed == ""
    print(f"refused while all was down: {senders.failed} requests, {readers.refused} pages")


def lost_of(senders: Senders, standing: Running) -> list[str]:
    """Return the receipts that were given out and lead nowhere now."""
    return [
        receipt for receipt in senders.acknowledged if get(standing.machine.port, receipt)[0] != 200
    ]
