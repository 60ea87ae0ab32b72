"""Sends files to the installation that the environment names, as an analyst does in a browser, and does the worker's work.

Run as a process of its own, so that the settings, the database and the log are those of an installation.
"""

import json
import os
import sys
from pathlib import Path


def main(outbox: Path) -> None:
    """Send each file of a folder, as its `.said` beside it declares, and look at every page about it."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "lineofsight.web.config.settings"
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from lineofsight.web.accounts import trail
    from lineofsight.web.loads import worker
    from lineofsight.web.loads.models import Task
    from tests.web import make

    browser = Client(SERVER_NAME="localhost", headers={"user-agent": "Firefox/1"})
    with trail.acting_from(trail.TERMINAL):
        make.sign_in(browser, make.person())
    for path in sorted(one for one in outbox.iterdir() if one.suffix != ".said"):
        declared = json.loads(path.with_suffix(".said").read_text())
        answer = browser.post(
            "/files/upload",
            {"file": SimpleUploadedFile(path.name, path.read_bytes()), **declared},
            secure=True,
        )
        assert answer.status_code == 302, (path.name, answer.content[-3000:])
    while worker.run_next():
        pass
    for task in Task.objects.all():
        browser.get(f"/files/task/{task.pk}", secure=True)
        for load in task.loads:
            browser.get(f"/files/{load}/", secure=True)
            browser.get(f"/files/{load}/rows.csv", secure=True)
    sys.stdout.write(
        json.dumps(
            {task.given.get("name", task.kind): [task.state, task.said] for task in Task.objects.all()}
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
