"""Keeping an installation: its backup, its way back from one, and what is wrong with it."""


class KeepingError(Exception):
    """It cannot be backed up or restored: says why and what to do. `faults`: one by one, where there are several."""

    def __init__(self, why: str, faults: tuple[str, ...] = ()):
        super().__init__(why)
        self.faults = faults
