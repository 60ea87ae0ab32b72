"""The `lineofsight` command."""


def main() -> None:
    """Say which version this is."""
    from lineofsight import __version__

    print(f"lineofsight {__version__}")
