"""Serving: gunicorn around the application, and one worker beside it for what takes longer than a page may."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import django
from django.db import connections
from gunicorn.app.base import BaseApplication

SETTINGS = "lineofsight.web.config.settings"
# Seconds that one thread keeps Python to itself. Each question to SQLite lets go of it, and a page asks a dozen: at
# Python's own 0.005 a page waits so long for each answer, when others are being made beside it (docs/benchmarks.md).
SHARE = 0.0005
LOOKS_EVERY = 5.0  # seconds, whether the worker is there


def begin(workspace: Path) -> None:
    """Make Django ready, over this workspace. ImproperlyConfigured says what of the environment is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ["LINEOFSIGHT_WORKSPACE"] = str(workspace)
    django.setup()


class Server(BaseApplication):
    def __init__(self, options: dict[str, Any]):
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """In each process that answers: what takes seconds to import is imported before the first request."""
        import scipy.special  # noqa: F401

        sys.setswitchinterval(SHARE)

        from lineofsight.web.config.wsgi import application

        return application


def _warm(worker: Any) -> None:
    """Read the newest run beside the first requests, so that few of them wait for it."""
    from lineofsight.web.indicators import sheets

    Thread(target=sheets.warm, daemon=True).start()


def _leave(server: Any, worker: Any) -> None:
    """End a process that answers once all is said. Python's own end waits for threads of native libraries, which in a
    process that was forked never end: it was killed half a minute later, and was missing until then."""
    if worker.pid == os.getpid():  # the server asks too, of one that is gone
        ending = sys.exception()
        os._exit(ending.code if isinstance(ending, SystemExit) and isinstance(ending.code, int) else 0)


def _begin_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "lineofsight.web.loads.worker"])


@contextmanager
def worker() -> Iterator[None]:
    """One process for tasks, which ends with this one. Should it end before, another takes over: nobody would notice
    that nothing is done any more but by waiting."""
    processes, leaving = [_begin_worker()], Event()

    def keep() -> None:
        while not leaving.wait(LOOKS_EVERY):
            if processes[-1].poll() is not None:
                processes.append(_begin_worker())

    keeper = Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        leaving.set()
        keeper.join()
        process = processes[-1]
        process.terminate()
        try:
            process.wait(timeout=30)  # the end of what it is doing, if that is near
        except subprocess.TimeoutExpired:
            process.kill()  # loads and runs are renamed into place, so none is half-written


def serve(address: str, workers: int, threads: int) -> None:
    """Serve until stopped."""
    server = Server(
        {
            "bind": address,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "post_worker_init": _warm,
            "worker_exit": _leave,
            "timeout": 60,
            "max_requests": 20_000,  # renewed so that nothing grows for ever; it is missing for some seconds
            "max_requests_jitter": 2_000,
            "limit_request_line": 8000,
            "accesslog": None,  # our own log says which page, without its address
            "loglevel": "warning",
            "control_socket_disable": True,
        }
    )
    connections.close_all()  # each process opens its own: none is shared with those forked from this one
    with worker():
        server.run()
