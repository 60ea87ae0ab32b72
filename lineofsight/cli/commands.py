"""All the commands, in one `app`: for help, for what is none of them, and for tests."""

from importlib import import_module

from lineofsight.cli import ROOMS
from lineofsight.cli.app import app

__all__ = ["app"]

for _room in ROOMS:
    import_module(f"lineofsight.cli.{_room}")  # adds its commands to `app`
